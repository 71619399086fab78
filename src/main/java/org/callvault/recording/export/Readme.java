package org.callvault.recording.export;

import java.util.ArrayList;
import java.util.List;
import org.callvault.recording.evidence.Evidence;
import org.callvault.recording.manifest.Manifest;

/** How a stranger checks a bundle with openssl and the usual tools of a Unix shell, command by command. */
final class Readme {
    private static final String FILES = "awk -F'\"' '/^  \"files\" :/ {on=1} $2==\"content\" {inner=1}"
            + " on && !inner && $2==\"name\" {name=$4} on && !inner && $2==\"sha256\" {print $4 \"  \" name}"
            + " /^ *}/ {inner=0}' manifest.json | sha256sum -c -";

    /** Each file as the manifest or one of the statements lists it. */
    private static final String REWRAPPED_FILES =
            "awk -F'\"' 'FNR==1 {on=0} /^  \"files\" :/ {on=1} $2==\"content\" {inner=1}"
                    + " on && !inner && $2==\"name\" {name=$4} on && !inner && $2==\"sha256\" {print $4 \"  \" name}"
                    + " /^ *}/ {inner=0}' manifest.json rewrapped-*.json | { sha256sum -c - 2> /dev/null || true; }"
                    + " | awk -F': ' '{all[$1]} $2==\"OK\" {whole[$1]} END {bad=NR==0; for (name in all)"
                    + " if (name in whole) print name \": OK\"; else {bad=1; print name \": FAILED\"} exit bad}'";

    private static final String REWRAPPED_SIGNED =
            "( for each in rewrapped-*.json; do openssl cms -verify -binary -purpose any"
                    + " -inform DER -in \"$each.p7s\" -content \"$each\" -CAfile ca.pem -out /dev/null"
                    + " && grep -q \"$(sha256sum < manifest.json | cut -d ' ' -f 1)\" \"$each\" || exit 1; done )";

    private static final String CONTENT = "awk -F'\"' '/^  \"files\" :/ {on=1} $2==\"content\" {inner=1}"
            + " on && inner && $2==\"name\" {name=$4} on && inner && $2==\"sha256\" {print $4 \"  decrypted/\" name}"
            + " /^ *}/ {inner=0}' manifest.json | sha256sum -c -";

    private final Manifest manifest;
    private final Evidence evidence;
    private final boolean rewrapped;
    private final boolean ledger;
    private final boolean decrypted;

    /** One thing that can be checked. */
    record Step(String proves, String command) {}

    Readme(Manifest manifest, Evidence evidence, boolean rewrapped, boolean ledger, boolean decrypted) {
        this.manifest = manifest;
        this.evidence = evidence;
        this.rewrapped = rewrapped;
        this.ledger = ledger;
        this.decrypted = decrypted;
    }

    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(
                "That no byte of this bundle is another than when it was exported; this guards against accidents, for anybody"
                        + " can make such a list anew. Nothing is printed.",
                "sed 's/^[0-9a-f]*  //' SHA256SUMS | xargs sha256sum | cmp - SHA256SUMS"));
        if (evidence.signature().isPresent()) {
            steps.add(new Step(
                    "Who signed, and who vouches for them:",
                    "openssl pkcs7 -inform DER -in manifest.json.p7s -print_certs -noout"));
            steps.add(new Step(
                    "That they signed this manifest, and that the authority whose certificate you put beside it as ca.pem"
                            + " vouches for them (\"CMS Verification successful\"):",
                    "openssl cms -verify -binary -purpose any -inform DER -in manifest.json.p7s -content manifest.json"
                            + " -CAfile ca.pem -out /dev/null"));
        }
        if (evidence.timeStamp().isPresent()) {
            steps.add(new Step(
                    "That an authority for time stamps, whose certificate you put beside it as tsa-ca.pem, saw this signature"
                            + " (\"Verification: OK\"), and when:",
                    "openssl ts -verify -data manifest.json.p7s -in manifest.json.tsr -CAfile tsa-ca.pem"
                            + " && openssl ts -reply -in manifest.json.tsr -text | grep 'Time stamp'"));
        }
        if (rewrapped) {
            steps.add(new Step(
                    "That the files were sealed for others since: each rewrapped-N.json says so of this manifest, and is signed:",
                    REWRAPPED_SIGNED));
            steps.add(new Step(
                    "That every file is one that the signed manifest or one of these lists (\"OK\" behind each):",
                    REWRAPPED_FILES));
        } else {
            steps.add(
                    new Step("That every file is the one that the signed manifest lists (\"OK\" behind each):", FILES));
        }
        if (decrypted) {
            steps.add(new Step(
                    "That what lies in decrypted/ is what was sealed: the manifest lists the SHA-256 of the content of each"
                            + " sealed file too, and is signed:",
                    CONTENT));
        }
        if (ledger && manifest.chain() != null) {
            steps.add(new Step(
                    "That the line of the node's ledger is of this manifest and follows the line that the manifest names"
                            + " (\"ledger checked\"):",
                    "[ \"$(cut -d ' ' -f 3,5 ledger.txt)\" = \"$(sha256sum < manifest.json | cut -d ' ' -f 1)"
                            + " $(printf '%s %s' \"$(awk -F'\"' '$2==\"ledger\" {print $4}' manifest.json)\""
                            + " \"$(cut -d ' ' -f 1-4 ledger.txt)\" | sha256sum | cut -d ' ' -f 1)\" ]"
                            + " && echo 'ledger checked'"));
        }
        return steps;
    }

    String text() {
        StringBuilder text = new StringBuilder("""
                Recording %s

                This bundle holds a recording as it was kept, and what proves it. report.html tells of it in words; it and this
                text only help to read. What counts is manifest.json: it lists every other file of the recording with its
                SHA-256, and manifest.json.p7s is its signature.

                Check it in a shell, in this directory. Get the certificates of the authorities that you trust from these
                authorities, not from whoever gave you the bundle, and put them here: ca.pem for the signature, tsa-ca.pem for the
                time stamp. The ones in certificates/ are those that came with the recording; they show who says so, and
                prove nothing by themselves. Each command ends with exit code 0 if all is well.
                """.formatted(manifest.recording()));
        int number = 1;
        for (Step step : steps()) {
            text.append('\n')
                    .append(number++)
                    .append(". ")
                    .append(step.proves())
                    .append("\n\n    ");
            text.append(step.command()).append('\n');
        }
        if (manifest.files().stream().anyMatch(file -> file.content() != null)) {
            text.append("""

                    Files whose names end in .p7m are encrypted for their recipients (CMS AuthEnvelopedData, RFC 5083). With the key
                    of one of them:

                      openssl cms -decrypt -binary -inform DER -in audio.wav.p7m -inkey recipient.key -out audio.wav
                    """);
        }
        return text.toString();
    }
}
