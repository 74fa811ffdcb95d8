"""A Postfix of its own, with its own configuration and queue, in the server's namespace; it takes all mail and discards it."""
import os
import socket
import subprocess
import time

MASTER = """smtp inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def start(net, folder, keys, addresses):
    conf = os.path.join(folder, "conf")
    for d in (conf, os.path.join(folder, "queue"), os.path.join(folder, "data")):
        os.makedirs(d, exist_ok=True)
        os.chmod(d, 0o755)
    subprocess.run(["chown", "postfix", os.path.join(folder, "data")], check=True)
    with open(os.path.join(conf, "master.cf"), "w") as f:
        f.write(MASTER)
    settings = {"compatibility_level": 3.6, "queue_directory": os.path.join(folder, "queue"), "data_directory": os.path.join(folder, "data"), "mail_owner": "postfix",
                "setgid_group": "postdrop", "myhostname": "mx.fabrikam.example", "inet_interfaces": " ".join(addresses), "inet_protocols": "all", "mynetworks": "127.0.0.0/8",
                "mydestination": "", "relay_domains": "", "virtual_mailbox_domains": "fabrikam.example", "virtual_transport": "discard", "virtual_mailbox_maps": "static:all",
                "alias_maps": "", "local_recipient_maps": "", "maillog_file": os.path.join(folder, "mail.log"), "maillog_file_prefixes": "/",
                "smtpd_tls_security_level": "may", "smtpd_tls_chain_files": "%s/partner.key, %s/partner.pem" % (keys, keys), "smtpd_tls_ask_ccert": "yes", "smtpd_tls_CAfile": keys + "/root.crt",
                "smtpd_peername_lookup": "no", "smtpd_client_connection_count_limit": 0, "message_size_limit": 50000000, "smtp_host_lookup": "native"}
    with open(os.path.join(conf, "main.cf"), "w") as f:
        f.write("".join("%s = %s\n" % kv for kv in settings.items()))
    net.spawn("V", "postfix", "-c", conf, "start-fg", name="postfix")
    end = time.time() + 20
    while time.time() < end:
        r = subprocess.run(["ip", "netns", "exec", net.ns["V"], "ss", "-Hltn", "sport = :25"], capture_output=True, text=True)
        if addresses[0] in r.stdout:
            return
        time.sleep(0.2)
    raise RuntimeError("postfix did not start: " + open(os.path.join(net.work, "postfix.out")).read()[-400:])
