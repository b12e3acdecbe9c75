package dev.lemma.examples.cli;

import dev.lemma.examples.Claim;
import dev.lemma.examples.report.Decimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The result of a run for a program to read.
 *
 * <pre>{@code
 * {"example":"digits","seed":0,"seconds":12.345,
 *  "claims":[{"id":"cnn","claim":"…","measured":0.986,"expected":"≥ 0.98","holds":true}],
 *  "artifacts":["/home/me/report/index.html"]}
 * }</pre>
 *
 * {@code measured} is a number if it is one, else a string; artifacts are absolute paths, the page first.
 */
final class ResultJson {

    private ResultJson() {}

    static String of(String example, long seed, double seconds, List<Claim> claims, List<Path> artifacts) {
        return "{\"example\":" + quoted(example) + ",\"seed\":" + seed + ",\"seconds\":"
                + Decimal.exact(Math.round(seconds * 1e3) / 1e3)
                + ",\"claims\":["
                + claims.stream().map(ResultJson::claim).collect(Collectors.joining(","))
                + "],\"artifacts\":["
                + artifacts.stream().map(file -> quoted(file.toString())).collect(Collectors.joining(","))
                + "]}\n";
    }

    private static String claim(Claim claim) {
        return "{\"id\":" + quoted(claim.id()) + ",\"claim\":" + quoted(claim.claim())
                + ",\"measured\":" + (claim.isNumber() ? claim.measured() : quoted(claim.measured()))
                + ",\"expected\":" + quoted(claim.expected()) + ",\"holds\":" + claim.holds() + "}";
    }

    /** A JSON string (RFC 8259, section 7); unpaired surrogates are escaped, so that the file is valid UTF-8. */
    static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < 0x20 || (c >= 0xD800 && c <= 0xDFFF)) {
                        json.append(String.format(Locale.ROOT, "\\u%04x", c));
                    } else {
                        json.appendCodePoint(c);
                    }
                }
            }
        });
        return json.append('"').toString();
    }
}
