package org.callvault.recording.export;

/** How pages look that are handed out: in one file, without scripts, by day and by night, on paper too. */
public final class PageStyle {
    /** Closes what {@link #head} opened. */
    public static final String TAIL = "</main></body></html>\n";

    private static final String STYLE = """
            :root { color-scheme: light dark; --ink: #1b2330; --soft: #5b6675; --line: #dfe4ea; --ground: #f5f7f9;
              --paper: #ffffff; --accent: #2f6db5; --green: #1c7c4a; --amber: #a86400; --red: #b3261e;
              --wave: #4a7fb8; --gap: #d9483b; --pause: #c99a2e; }
            @media (prefers-color-scheme: dark) { :root { --ink: #e4e9f0; --soft: #98a4b3; --line: #313b48;
              --ground: #12171e; --paper: #1a212b; --accent: #7fb1ea; --green: #5cc48c; --amber: #e0a84a; --red: #ef8078;
              --wave: #7fb1ea; --gap: #ef8078; --pause: #e0b95c; } }
            * { box-sizing: border-box; }
            body { margin: 0; background: var(--ground); color: var(--ink);
              font: 15px/1.55 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
            main { max-width: 1080px; margin: 0 auto; padding: 32px 24px 64px; }
            h1 { font-size: 26px; line-height: 1.2; margin: 0 0 6px; letter-spacing: -0.01em; }
            h2 { font-size: 16px; margin: 0 0 12px; }
            p { margin: 0 0 10px; } .lead { color: var(--soft); margin-bottom: 16px; }
            section { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 18px 20px;
              margin: 18px 0; overflow-x: auto; }
            .verdict { display: inline-block; font-weight: 600; padding: 6px 14px; border-radius: 999px; border: 1px solid; }
            .green { color: var(--green); } .amber { color: var(--amber); } .red { color: var(--red); }
            .tiles { display: flex; flex-wrap: wrap; gap: 10px; background: none; border: 0; padding: 0; }
            .tile { flex: 1 1 120px; background: var(--paper); border: 1px solid var(--line); border-radius: 10px;
              padding: 12px 14px; } .tile b { display: block; font-size: 24px; line-height: 1.2;
              font-variant-numeric: tabular-nums; } .tile span { color: var(--soft); font-size: 13px; }
            table { border-collapse: collapse; width: 100%; font-size: 13.5px; }
            th { text-align: left; color: var(--soft); font-weight: 600; border-bottom: 1px solid var(--line); }
            th, td { padding: 5px 12px 5px 0; vertical-align: top; } td { border-bottom: 1px solid var(--line);
              overflow-wrap: anywhere; } tbody tr:last-child td { border-bottom: 0; }
            .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
            dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; margin: 0; }
            dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
            code, pre, .code { font: 12.5px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
            .code { overflow-wrap: anywhere; }
            pre { background: var(--ground); border: 1px solid var(--line); border-radius: 8px; padding: 10px 12px;
              margin: 6px 0 14px; white-space: pre-wrap; overflow-wrap: anywhere; }
            ul.findings { list-style: none; padding: 0; margin: 0; } ul.findings li { padding: 3px 0 3px 26px;
              position: relative; } ul.findings li::before { position: absolute; left: 4px; font-weight: 700; }
            li.green::before { content: "\\2713"; } li.amber::before { content: "?"; } li.red::before { content: "\\2717"; }
            ul.findings li { color: var(--ink); } li.green::before { color: var(--green); }
            li.amber::before { color: var(--amber); } li.red::before { color: var(--red); }
            svg { display: block; width: 100%; height: auto; } svg text { fill: var(--soft); font-size: 12px; }
            .grid { stroke: var(--line); } .wave { fill: var(--wave); } .axis { stroke: var(--line); }
            .gap { fill: var(--gap); opacity: 0.45; } .pause { fill: var(--pause); opacity: 0.35; }
            rect.matched, span.matched { fill: var(--green); background: var(--green); }
            rect.short, span.short { fill: var(--amber); background: var(--amber); }
            rect.lost, span.lost { fill: var(--red); background: var(--red); }
            rect.ambiguous, span.ambiguous { fill: var(--soft); background: var(--soft); }
            .legend { color: var(--soft); font-size: 13px; margin: 10px 0 0; } .legend span { display: inline-block;
              width: 11px; height: 11px; border-radius: 3px; margin: 0 4px 0 10px; vertical-align: -1px; }
            .legend span.gap, .legend span.pause, .legend span.wave { opacity: 1; }
            span.wave { background: var(--wave); } span.gap { background: var(--gap); } span.pause { background: var(--pause); }
            footer { color: var(--soft); font-size: 13px; margin-top: 24px; }
            @media print { :root { color-scheme: light; --ink: #000; --soft: #444; --line: #bbb; --ground: #fff;
              --paper: #fff; } body { font-size: 11pt; } main { max-width: none; padding: 0; }
              section { border-radius: 0; border-width: 1px 0 0; padding: 10px 0; overflow: visible; }
              section, tr, pre { break-inside: avoid; } h2 { break-after: avoid; }
              * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
            """;

    private PageStyle() {}

    /** Everything up to the content. */
    public static String head(String title) {
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                // Nothing is fetched and nothing runs, whatever a stranger's name may hold.
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
                + "<title>" + Html.text(title) + "</title>\n<style>\n" + STYLE + "</style></head>\n<body><main>\n";
    }
}
