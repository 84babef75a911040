"""TLS, and a certificate of the client is wanted. --folder has authority.pem, server.pem and server.key."""
import ssl
from service import *

options.add_argument("--folder", required=True)
folder = options.parse_args().folder
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(folder + "/server.pem", folder + "/server.key")
tls.load_verify_locations(folder + "/authority.pem")
tls.verify_mode = ssl.CERT_REQUIRED
serve(sound, ssl=tls)
