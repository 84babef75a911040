"""nginx limit_req by address: ten at once, then one each 300 ms. The argument is the program."""
import sys
from serving import QUOTA, WINDOW, start


def configuration(port, folder):
    places = "".join(f"{name}_temp_path {folder}/{name}; " for name in
                     ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"])
    return f"""
        daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
        events {{ worker_connections 1024; }}
        http {{
          access_log off; {places}
          limit_req_zone $binary_remote_addr zone=one:1m rate={QUOTA * 60 // WINDOW}r/m;
          limit_req_status 429;
          server {{
            listen 127.0.0.1:{port};
            location / {{ default_type application/json; try_files /none @found; }}
            location /search {{
              limit_req zone=one burst={QUOTA - 1} nodelay; default_type application/json; try_files /none @found;
            }}
            location @found {{ return 200 '{{}}'; }}
          }}
        }}
        """


if __name__ == "__main__":
    program = sys.argv[1]
    start(lambda path, folder: [program, "-p", folder, "-e", f"{folder}/error.log", "-c", path], configuration)
