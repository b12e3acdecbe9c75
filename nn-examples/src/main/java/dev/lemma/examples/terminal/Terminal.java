package dev.lemma.examples.terminal;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where text goes: results to the output stream, errors and progress to the error stream, unless there is a person at a
 * terminal, who gets colours and one live line at the bottom.
 *
 * <p>What cannot be encoded (a POSIX locale, an old Windows console) is written in ASCII: "≥" as "&gt;=". Safe for use by
 * several threads.
 *
 * <p>{@link #ofProcess} looks at the console, at {@code NO_COLOR} (<a href="https://no-color.org">no-color.org</a>),
 * {@code TERM} and {@code COLUMNS}; the system properties {@code lemma.terminal} (true or false) and {@code lemma.columns}
 * override, so that a script that can ask better than Java may do so.
 */
public final class Terminal {

    private static final int USUAL_WIDTH = 80;
    private static final int WIDEST = 120;
    private static final int NARROWEST = 20;
    private static final Pattern GREEK =
            Pattern.compile("(?:MATHEMATICAL .*)?GREEK (SMALL|CAPITAL) LETTER (?:FINAL )?([A-Z]+).*");
    private static final String CLEAR_LINE = "\r\u001b[K";

    /** How a piece of text stands out where there are colours. */
    public enum Style {
        /** Names and headings. */
        BOLD("1"),
        /** What matters less. */
        FAINT("2"),
        /** A claim that holds: green. */
        GOOD("32"),
        /** A claim that fails, an error: red. */
        BAD("31"),
        /** What moves, such as a progress bar: cyan. */
        ACCENT("36");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }

    private final PrintStream out;
    private final PrintStream err;
    private final boolean interactive;
    private final boolean colours;
    private final boolean unicode;
    private final int width;
    private String status = "";

    private Terminal(
            PrintStream out, PrintStream err, boolean interactive, boolean colours, boolean unicode, int width) {
        this.out = out;
        this.err = err;
        this.interactive = interactive;
        this.colours = colours;
        this.unicode = unicode;
        this.width = width;
    }

    /** The terminal, or whatever stands in for it, of this process. */
    public static Terminal ofProcess() {
        Map<String, String> environment = System.getenv();
        boolean interactive = isTerminal();
        boolean dumb = "dumb".equals(environment.get("TERM"));
        boolean colours =
                interactive && !dumb && environment.getOrDefault("NO_COLOR", "").isEmpty();
        Charset charset = consoleCharset();
        return new Terminal(
                new PrintStream(new FileOutputStream(FileDescriptor.out), false, charset),
                new PrintStream(new FileOutputStream(FileDescriptor.err), false, charset),
                interactive && !dumb,
                colours,
                charset.newEncoder().canEncode("─━✓✗≥±"),
                columns(environment));
    }

    /** Streams without a person behind them: no colours, no live line. */
    public static Terminal plain(PrintStream out, PrintStream err) {
        return new Terminal(out, err, false, false, true, USUAL_WIDTH);
    }

    /** A terminal with everything, for tests and demonstrations. */
    public static Terminal interactive(PrintStream out, int width) {
        return new Terminal(out, out, true, true, true, width);
    }

    /** The same in ASCII. */
    public Terminal withoutUnicode() {
        return new Terminal(out, err, interactive, colours, false, width);
    }

    /** Whether a person watches. */
    public boolean isInteractive() {
        return interactive;
    }

    public boolean hasColours() {
        return colours;
    }

    public boolean hasUnicode() {
        return unicode;
    }

    /** In characters, at most 120: longer lines do not read well. */
    public int width() {
        return width;
    }

    /** A line, or several, of results. */
    public synchronized void line(String text) {
        write(out, text);
    }

    /** A line, or several, that is not a result. */
    public synchronized void errorLine(String text) {
        write(err, text);
    }

    /** The live line, replaced by the next; does nothing where nobody watches. */
    public synchronized void status(String text) {
        if (interactive) {
            status = text;
            out.print(CLEAR_LINE + encodable(text));
            out.flush();
        }
    }

    /** Takes the live line away. */
    public synchronized void clearStatus() {
        if (!status.isEmpty()) {
            status = "";
            out.print(CLEAR_LINE);
            out.flush();
        }
    }

    /** Text in a style, where there are colours. */
    public String paint(Style style, String text) {
        return colours ? "\u001b[" + style.code + "m" + text + "\u001b[0m" : text;
    }

    /** Sends on what has been written, to both streams; whether all of the results arrived. */
    public synchronized boolean flush() {
        err.flush();
        return !out.checkError();
    }

    /** The text, with ASCII for what this terminal cannot show. */
    public String encodable(String text) {
        if (unicode) {
            return text;
        }
        StringBuilder ascii = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c < 128) {
                ascii.append((char) c);
            } else {
                ascii.append(inAscii(c));
            }
        });
        return ascii.toString();
    }

    private static String inAscii(int c) {
        return switch (c) {
            case '≥' -> ">=";
            case '≤' -> "<=";
            case '±' -> "+-";
            case '×' -> "x";
            case '·' -> "*";
            case '→' -> "->";
            case '−', '–', '─', '━', '╸' -> "-";
            case '—' -> "--";
            case '✓' -> "+";
            case '✗' -> "x";
            case '…' -> "...";
            case '∞' -> "inf";
            case '’' -> "'";
            case '“', '”' -> "\"";
            case ' ' -> " ";
            case '√' -> "sqrt";
            case '∑', 'Σ' -> c == '∑' ? "sum" : "Sigma";
            case '∏' -> "prod";
            case '∇' -> "grad";
            case '∂' -> "d";
            case '∈' -> " in ";
            case '←' -> "<-";
            case '↦' -> "|->";
            case '⊙' -> ".*";
            case '⊗' -> "(x)";
            case '∘' -> "o";
            case '‖' -> "||";
            case '⟨' -> "<";
            case '⟩' -> ">";
            case '⌊', '⌈' -> "[";
            case '⌋', '⌉' -> "]";
            case '′' -> "'";
            case '″' -> "''";
            case '≈', '∼' -> "~";
            case '≠' -> "!=";
            case '≪' -> "<<";
            case '≫' -> ">>";
            case '∝' -> "~";
            case '⁄' -> "/";
            case '∅' -> "{}";
            case '∪' -> " or ";
            case '∩' -> " and ";
            case '⊤' -> "T";
            case 0x0302 -> "_hat";
            case 0x0303 -> "_tilde";
            case 0x0304 -> "_bar";
            case 0x0307 -> "_dot";
            default -> named(c);
        };
    }

    /** Greek letters by their names, letters with marks without them, raised and lowered digits behind ^ and _. */
    private static String named(int c) {
        String name = String.valueOf(Character.getName(c));
        Matcher greek = GREEK.matcher(name);
        if (greek.matches()) {
            String letter = greek.group(2).toLowerCase(Locale.ROOT).replace("lamda", "lambda");
            return greek.group(1).equals("SMALL")
                    ? letter
                    : letter.substring(0, 1).toUpperCase(Locale.ROOT) + letter.substring(1);
        }
        String plain = Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKD)
                .replaceAll("\\p{M}", "")
                .replace('−', '-')
                .replace('⁄', '/');
        if (plain.isEmpty() || !plain.chars().allMatch(d -> d < 128)) {
            return Character.getType(c) == Character.NON_SPACING_MARK ? "" : "?";
        }
        return name.contains("SUPERSCRIPT") || name.contains("MODIFIER LETTER")
                ? "^" + plain
                : name.contains("SUBSCRIPT") ? "_" + plain : plain;
    }

    private void write(PrintStream stream, String text) {
        if (status.isEmpty()) {
            stream.println(encodable(text));
        } else {
            out.print(CLEAR_LINE);
            out.flush();
            stream.println(encodable(text));
            stream.flush();
            out.print(encodable(status));
        }
        stream.flush();
    }

    private static boolean isTerminal() {
        String told = System.getProperty("lemma.terminal");
        if (told != null) {
            return Boolean.parseBoolean(told);
        }
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try { // from Java 22 on a console exists even where there is no terminal, and can be asked
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException olderJava) {
            return true;
        }
    }

    private static Charset consoleCharset() {
        for (String property : new String[] {"stdout.encoding", "sun.stdout.encoding", "native.encoding"}) {
            String name = System.getProperty(property);
            if (name != null && Charset.isSupported(name)) {
                return Charset.forName(name);
            }
        }
        return Charset.defaultCharset();
    }

    private static int columns(Map<String, String> environment) {
        String told = System.getProperty("lemma.columns", environment.getOrDefault("COLUMNS", ""));
        try {
            return Math.max(NARROWEST, Math.min(WIDEST, Integer.parseInt(told.strip())));
        } catch (NumberFormatException unknown) {
            return USUAL_WIDTH;
        }
    }
}
