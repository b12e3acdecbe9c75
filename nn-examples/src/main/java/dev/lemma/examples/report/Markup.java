package dev.lemma.examples.report;

import java.util.regex.Pattern;

/** Text made fit for HTML and SVG. */
final class Markup {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern APOSTROPHE = Pattern.compile("(?<=\\p{L})'(?=\\p{L})");
    private static final Pattern EMPHASIS = Pattern.compile("(?<![^\\s(])\\*(\\S(?:[^*]*\\S)?)\\*(?![^\\s).,;:!?])");

    private Markup() {}

    /** The text as it stands, for element content and for quoted attributes. Characters that XML forbids become U+FFFD. */
    static String text(String plain) {
        StringBuilder escaped = new StringBuilder(plain.length() + 16);
        plain.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isAllowed(c) ? c : 0xFFFD);
            }
        });
        return escaped.toString();
    }

    /** Escaped text in which {@code `code`} and {@code *emphasis*} are set as such, and apostrophes as apostrophes. */
    static String prose(String plain) {
        String apostrophes = APOSTROPHE.matcher(plain).replaceAll("’");
        String coded = CODE.matcher(text(apostrophes)).replaceAll("<code>$1</code>");
        return EMPHASIS.matcher(coded).replaceAll("<em>$1</em>");
    }

    private static boolean isAllowed(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || c >= 0x10000;
    }
}
