# A second opinion on DKIM: every letter of a maildir by dkimpy, the key from the record given instead of the DNS.
import os, sys
import dkim

folder, record = sys.argv[1], sys.argv[2].encode()
good = bad = 0
missing = []
for name in os.listdir(folder):
    with open(os.path.join(folder, name), "rb") as file:
        letter = file.read()
    verifier = dkim.DKIM(letter)
    if verifier.verify(dnsfunc=lambda name, timeout=5: record):
        good += 1
        signed = {header[0].lower() for header in verifier.signed_headers}
        wanted = (b"from", b"to", b"subject", b"date", b"message-id", b"list-unsubscribe", b"list-unsubscribe-post")
        missing += [name.decode() for name in wanted if name not in signed]
    else:
        bad += 1
print(good, bad, ",".join(sorted(set(missing))) or "-")
