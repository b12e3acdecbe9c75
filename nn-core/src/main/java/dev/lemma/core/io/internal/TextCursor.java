package dev.lemma.core.io.internal;

import dev.lemma.core.io.FormatException;

/**
 * A place in a header's text: the tokens that JSON and Python literals share, read strictly, errors with their
 * position.
 */
public final class TextCursor {

    private final Input input;
    private final String text;
    private int at;

    public TextCursor(Input input, String text) {
        this.input = input;
        this.text = text;
    }

    /** The error for what stands here. */
    public FormatException refused(String expected) {
        String found = at >= text.length()
                ? "the end"
                : "\"" + printable(text.substring(at, Math.min(text.length(), at + 12))) + "\"";
        return input.refused("its header has " + found + " at position " + at + ", expected " + expected);
    }

    private static String printable(String part) {
        StringBuilder shown = new StringBuilder();
        part.chars().forEach(c -> shown.append(Character.isISOControl(c) ? '?' : (char) c));
        return shown.toString();
    }

    /** Passes over blanks. */
    public void space() {
        while (at < text.length()
                && (text.charAt(at) == ' '
                        || text.charAt(at) == '\n'
                        || text.charAt(at) == '\t'
                        || text.charAt(at) == '\r')) {
            at++;
        }
    }

    /** Passes over the character if it is the next one after blanks. */
    public boolean take(char c) {
        space();
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    /** Passes over the character, which must be the next one after blanks. */
    public void expect(char c) {
        if (!take(c)) {
            throw refused("'" + c + "'");
        }
    }

    /** Passes over the word if it comes next after blanks. */
    public boolean takeWord(String word) {
        space();
        if (text.startsWith(word, at)) {
            at += word.length();
            return true;
        }
        return false;
    }

    /** Nothing but blanks may follow. */
    public void expectEnd() {
        space();
        if (at < text.length()) {
            throw refused("the end");
        }
    }

    /** A whole number from 0 to 2⁶³ − 1, without sign, point, exponent or leading zeros. */
    public long natural() {
        space();
        int start = at;
        long value = 0;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            int digit = text.charAt(at) - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                at = start;
                throw refused("a number below 2^63");
            }
            value = 10 * value + digit;
            at++;
        }
        if (at == start || at - start > 1 && text.charAt(start) == '0') {
            at = start;
            throw refused("a whole number that is not negative");
        }
        return value;
    }

    /** A Python string between single or double quotes, without escapes. */
    public String pythonString() {
        space();
        char quote = at < text.length() ? text.charAt(at) : 0;
        int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
        if (end < 0 || text.substring(at, end).indexOf('\\') >= 0) {
            throw refused("a string between quotes");
        }
        String value = text.substring(at + 1, end);
        at = end + 1;
        return value;
    }

    /** A JSON string (RFC 8259, section 7). */
    public String jsonString() {
        expect('"');
        int plainEnd = at;
        while (plainEnd < text.length() && isPlain(text.charAt(plainEnd))) {
            plainEnd++;
        }
        if (plainEnd < text.length() && text.charAt(plainEnd) == '"') {
            String value = text.substring(at, plainEnd);
            at = plainEnd + 1;
            return value;
        }
        StringBuilder value = new StringBuilder(text.substring(at, plainEnd));
        at = plainEnd;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return value.toString();
            }
            if (c < ' ') {
                throw refused("no control character in a string");
            }
            at++;
            value.append(c == '\\' ? escaped() : c);
        }
        throw refused("'\"' at the end of a string");
    }

    private static boolean isPlain(char c) {
        return c != '"' && c != '\\' && c >= ' ';
    }

    private char escaped() {
        if (at >= text.length()) {
            throw refused("an escaped character");
        }
        char c = text.charAt(at++);
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> {
                at--;
                throw refused("one of \" \\ / b f n r t u after a backslash");
            }
        };
    }

    private char unicode() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            char c = at < text.length() ? text.charAt(at) : 0;
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw refused("four hexadecimal digits");
            }
            value = 16 * value + digit;
            at++;
        }
        return (char) value;
    }

    /** The string as JSON, quotes included. */
    public static String toJson(String value) {
        StringBuilder json = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(
                        switch (c) {
                            case '\b' -> "\\b";
                            case '\f' -> "\\f";
                            case '\n' -> "\\n";
                            case '\r' -> "\\r";
                            case '\t' -> "\\t";
                            default -> String.format("\\u%04x", (int) c);
                        });
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
