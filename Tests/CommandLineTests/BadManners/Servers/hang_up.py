"""Over quota the connection is closed without a word, or reset with --reset: nginx's 444 (openlibrary#9904,
openfoodfacts-infrastructure#616).
"""
from service import *

options.add_argument("--reset", action="store_true")


async def hang_up(service, request, connection):
    response = service.answer(request)
    if response.status != 429:
        return response
    return connection.reset() if service.settings.reset else None


serve(hang_up)
