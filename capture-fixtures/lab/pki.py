"""A throw-away public-key infrastructure by the openssl command: root, two intermediates, server and client certificates."""
import os
import subprocess


def openssl(*args, **kw):
    r = subprocess.run(["openssl", *args], capture_output=True, text=True, **kw)
    if r.returncode:
        raise RuntimeError("openssl %s: %s" % (args[0], r.stderr))


def issue(d, name, subject, issuer=None, ca=False, bits=2048, sans=(), usage=None, days=825):
    key, crt, csr, ext = (os.path.join(d, name + x) for x in (".key", ".crt", ".csr", ".ext"))
    openssl("genrsa", "-out", key, str(bits))
    openssl("req", "-new", "-key", key, "-subj", subject, "-out", csr)
    with open(ext, "w") as f:
        f.write("basicConstraints=critical,CA:%s\nsubjectKeyIdentifier=hash\n" % ("TRUE" if ca else "FALSE"))
        f.write("keyUsage=critical,%s\n" % ("keyCertSign,cRLSign" if ca else "digitalSignature,keyEncipherment"))
        if usage:
            f.write("extendedKeyUsage=%s\n" % usage)
        if issuer:
            f.write("authorityKeyIdentifier=keyid\ncrlDistributionPoints=URI:http://crl.example.net/%s.crl\nauthorityInfoAccess=caIssuers;URI:http://pki.example.net/%s.crt\n" % (issuer, issuer))
        if sans:
            f.write("subjectAltName=%s\n" % ",".join("DNS:" + s for s in sans))
    sign = ["-CA", os.path.join(d, issuer + ".crt"), "-CAkey", os.path.join(d, issuer + ".key"), "-CAcreateserial"] if issuer else ["-signkey", key]
    openssl("x509", "-req", "-in", csr, "-sha256", "-days", str(days), "-extfile", ext, "-out", crt, *sign)


def chain(d, name, *more):
    with open(os.path.join(d, name + ".pem"), "w") as out:
        for n in (name, *more):
            with open(os.path.join(d, n + ".crt")) as f:
                out.write(f.read())


def make(d):
    if os.path.exists(os.path.join(d, "done")):
        return d
    os.makedirs(d, exist_ok=True)
    wild = ["mail.protection.example.net", "*.mail.protection.example.net", "*.mail.eo.example.net", "*.olc.protection.example.net", "outlook.example.net",
            "mail.messaging.example.net"] + ["region%02d.mail.protection.example.net" % i for i in range(24)]
    issue(d, "root", "/C=US/O=Example Trust Services/CN=Example Global Root G2", ca=True, bits=4096)
    issue(d, "inter", "/C=US/O=Example Trust Services/CN=Example Cloud Services CA-1", "root", ca=True)
    issue(d, "inter2", "/C=US/O=Example Trust Services/CN=Example Mail Issuing CA 02", "inter", ca=True)
    issue(d, "cloud", "/C=US/ST=Washington/L=Redmond/O=Example Cloud Corporation/CN=mail.protection.example.net", "inter2", sans=wild, usage="serverAuth,clientAuth")
    issue(d, "partner", "/O=Fabrikam/CN=mx.fabrikam.example", "inter", sans=["mx.fabrikam.example"], usage="serverAuth")
    issue(d, "client", "/OU=MyOU/O=Contoso/CN=mail.contoso.example", "inter", sans=["mail.contoso.example", "autodiscover.contoso.example"], usage="serverAuth,clientAuth")
    issue(d, "proxyroot", "/O=Contoso IT/CN=Contoso Firewall Inspection CA", ca=True)
    issue(d, "proxy", "/O=Contoso IT/CN=mail.protection.example.net", "proxyroot", sans=["mail.protection.example.net"], usage="serverAuth")
    chain(d, "cloud", "inter2", "inter", "root")
    chain(d, "partner", "inter")
    chain(d, "client", "inter")
    chain(d, "proxy", "proxyroot")
    open(os.path.join(d, "done"), "w").close()
    return d
