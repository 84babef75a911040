"""Django REST framework: basic authentication, and a UserRateThrottle of a few seconds."""
import sys

import django
from django.conf import settings
from serving import QUOTA, WINDOW, serve

settings.configure(
    SECRET_KEY="of a test", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "rest_framework"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "file:users?mode=memory&cache=shared",
                           "OPTIONS": {"uri": True}}},
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}})
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework.authentication import BasicAuthentication  # noqa: E402
from rest_framework.permissions import IsAuthenticated  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.throttling import UserRateThrottle  # noqa: E402
from rest_framework.views import APIView  # noqa: E402


class Throttle(UserRateThrottle):
    rate = "a few seconds are no unit of its own"

    def parse_rate(self, rate):
        return QUOTA, WINDOW


class Items(APIView):
    authentication_classes = [BasicAuthentication]
    permission_classes = [IsAuthenticated]
    throttle_classes = [Throttle]

    def get(self, request):
        return Response({"items": []})


urlpatterns = [path("items/", Items.as_view())]

if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    # The keys of the test, as it was given them: user:password, with commas between.
    for account in sys.argv[1].split(","):
        name, password = account.split(":")
        User.objects.create_user(name, password=password)
    serve(get_wsgi_application())
