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
        # Names alone, or names with their values, by the version of dkimpy.
        signed = [(h[0] if isinstance(h, tuple) else h).lower() for h in verifier.signed_headers]
        for wanted in (b"from", b"to", b"subject", b"date", b"message-id", b"list-unsubscribe", b"list-unsubscribe-post"):
            if wanted not in signed:
                missing.append(wanted.decode())
    else:
        bad += 1
print(good, bad, ",".join(sorted(set(missing))) or "-")
