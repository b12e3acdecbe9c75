package dev.lemma.core.io;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.io.internal.CsvLine;
import dev.lemma.core.io.internal.Input;
import dev.lemma.core.io.internal.PlainText;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Tables of numbers as text, UTF-8, plain or through gzip (seen from the first bytes): RFC 4180 with any separator.
 *
 * <p>Every cell must be a number: {@code 12}, {@code -1.5}, {@code .5}, {@code 1e-3}. {@code nan} and {@code inf} in
 * any case are read as such where they are {@linkplain #allowNonFinite() allowed}. A cell that is empty or anything else is
 * refused with its line, its column and its text; so is a number too large for float64 and a row with more or fewer cells
 * than the first. Empty lines are skipped, up to a million in a row, and so is a byte order mark. A column's name between quotes is
 * taken as it stands, any other without the blanks around it; a first line of numbers without quotes is refused. Names that would be read
 * otherwise are written between quotes.
 *
 * @param separator between cells
 * @param header whether the first line names the columns; without it they are called c0, c1, …
 * @param nonFinite whether NaN and infinities may be read
 */
public record Csv(char separator, boolean header, boolean nonFinite) {

    private static final String FORMAT = "CSV file";
    private static final int MOST_COLUMNS = 1_000_000;
    private static final int LONGEST_TEXT = 40;

    public Csv {
        if (separator == '"' || separator == '\n' || separator == '\r' || separator == 0xFEFF) {
            throw new IllegalArgumentException(
                    "csv: the separator must not be a quote or a line end; use ',', ';', '\\t' or ' '");
        }
    }

    /** Separated by commas, with a line of column names, all numbers finite. */
    public static Csv standard() {
        return new Csv(',', true, false);
    }

    /** The same with another separator. */
    public Csv withSeparator(char other) {
        return new Csv(other, header, nonFinite);
    }

    /** The same without a line of column names. */
    public Csv withoutHeader() {
        return new Csv(separator, false, nonFinite);
    }

    /** The same, reading {@code nan}, {@code inf} and {@code -inf} as the numbers they stand for. */
    public Csv allowNonFinite() {
        return new Csv(separator, header, true);
    }

    /** Reads the table. */
    public Table read(Path file) {
        try (Input in = Input.openMaybeGzip(file, FORMAT)) {
            return read(in, file.toString());
        }
    }

    /**
     * Reads the table to the end of a stream, which stays open.
     *
     * @param name what errors call it
     */
    public Table read(InputStream stream, String name) {
        try {
            return read(Input.maybeGzip(name, FORMAT, stream, Long.MAX_VALUE), name);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name + ": " + e.getMessage(), e);
        }
    }

    private Table read(Input in, String name) {
        Reader text = new PlainText(new InputStreamReader(in.stream(), StandardCharsets.UTF_8.newDecoder()), in);
        try {
            return read(
                    in,
                    CsvReader.builder()
                            .fieldSeparator(separator)
                            .skipEmptyLines(true)
                            .allowExtraFields(true)
                            .allowMissingFields(true)
                            .build(new CsvLine.Collector(in, MOST_COLUMNS), text));
        } catch (CsvParseException | UncheckedIOException e) {
            throw new FormatException(name + ": not a valid CSV file: " + reason(e), e);
        }
    }

    private static String reason(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CharacterCodingException || cause instanceof CharConversionException) {
                return "it is not UTF-8 text: convert it, or check that it is not a binary or packed file";
            }
        }
        return e.getMessage() + (e.getCause() == null ? "" : " (" + e.getCause().getMessage() + ")");
    }

    private Table read(Input in, Iterable<CsvLine> lines) {
        List<String> names = null;
        double[] numbers = new double[1024];
        int count = 0;
        int width = 0;
        for (CsvLine line : lines) {
            if (names == null) {
                width = line.cells().size();
                names = names(in, line);
                if (header) {
                    continue;
                }
            }
            if (line.cells().size() != width) {
                throw in.refused(
                        "line " + line.number() + " has " + line.cells().size()
                                + " cells, the first line has " + width + ": check the separator (now '" + separator
                                + "') and missing cells");
            }
            if (count > Integer.MAX_VALUE - 8 - width) {
                throw in.refused("it has more than 2^31 cells: split it");
            }
            if (count + width > numbers.length) {
                long grown = Math.min(Integer.MAX_VALUE - 8, Math.max(2L * numbers.length, count + width));
                numbers = copy(in, "the table down to line " + line.number(), numbers, (int) grown);
            }
            for (int column = 0; column < width; column++) {
                numbers[count++] = number(in, line, column, names);
            }
        }
        if (names == null) {
            throw in.refused("it is empty" + (header ? ", expected a line of column names" : ""));
        }
        int rows = count / width;
        return new Table(names, Array.of(Shape.of(rows, width), copy(in, "the table", numbers, count)));
    }

    private static double[] copy(Input in, String what, double[] numbers, int length) {
        return in.allocate(what, 8L * length, () -> Arrays.copyOf(numbers, length));
    }

    /** A name between quotes is taken as it stands, any other without the blanks around it. */
    private List<String> names(Input in, CsvLine first) {
        int width = first.cells().size();
        List<String> names = new ArrayList<>(width);
        for (int column = 0; column < width; column++) {
            String cell = first.cells().get(column);
            String name = !header ? "c" + column : first.quoted().get(column) ? cell : cell.strip();
            if (name.isEmpty()) {
                throw in.refused("column " + (column + 1) + " has no name in line " + first.number());
            }
            names.add(name);
        }
        if (header && first.quoted().isEmpty() && names.stream().allMatch(Csv::isNumber)) {
            throw in.refused(
                    "its first line " + shortened(String.join(String.valueOf(separator), names))
                            + " holds numbers, expected column names: read it with withoutHeader(), or put names that are numbers between quotes");
        }
        if (names.stream().distinct().count() < names.size()) {
            throw in.refused("two of its columns have the same name: " + shortened(names.toString()));
        }
        return names;
    }

    private double number(Input in, CsvLine line, int column, List<String> names) {
        String cell = line.cells().get(column).strip();
        if (isNumber(cell)) {
            double value = Double.parseDouble(cell);
            if (Double.isInfinite(value)) {
                throw in.refused(place(line, column, names) + ": " + shortened(cell) + " is too large for float64");
            }
            return value;
        }
        double value =
                switch (cell.toLowerCase(Locale.ROOT)) {
                    case "nan", "+nan", "-nan" -> Double.NaN;
                    case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
                    case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
                    default -> throw in.refused(place(line, column, names) + ": " + noNumber(cell));
                };
        if (!nonFinite) {
            throw in.refused(place(line, column, names) + ": \"" + shortened(cell)
                    + "\" is not finite: drop the row, fill the cell, or read it with allowNonFinite()");
        }
        return value;
    }

    private static String noNumber(String cell) {
        return cell.isEmpty()
                ? "the cell is empty, expected a number: fill it, or drop the row"
                : "\"" + shortened(cell) + "\" is not a number: drop the column, or encode it as numbers";
    }

    /** Sign, digits with at most one point, exponent: what Java's parser takes, less hexadecimals and type suffixes. */
    private static boolean isNumber(String cell) {
        int end = cell.length();
        int at = sign(cell, 0);
        int whole = digits(cell, at);
        int digits = whole - at;
        at = whole;
        if (at < end && cell.charAt(at) == '.') {
            int fraction = digits(cell, at + 1);
            digits += fraction - at - 1;
            at = fraction;
        }
        if (digits > 0 && at < end && (cell.charAt(at) == 'e' || cell.charAt(at) == 'E')) {
            int exponent = sign(cell, at + 1);
            at = digits(cell, exponent);
            return at > exponent && at == end;
        }
        return digits > 0 && at == end;
    }

    private static int sign(String cell, int at) {
        return at < cell.length() && (cell.charAt(at) == '+' || cell.charAt(at) == '-') ? at + 1 : at;
    }

    private static int digits(String cell, int at) {
        int end = at;
        while (end < cell.length() && cell.charAt(end) >= '0' && cell.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private static String place(CsvLine line, int column, List<String> names) {
        return "line " + line.number() + ", column " + (column + 1) + " (" + shortened(names.get(column)) + ")";
    }

    private static String shortened(String text) {
        String printable = text.codePoints()
                .filter(c -> !Character.isISOControl(c))
                .limit(LONGEST_TEXT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return text.length() > LONGEST_TEXT ? printable + "…" : printable;
    }

    /** Writes the table; every number is read back as the same float64, NaN and infinities where they are allowed. */
    public void write(Path file, Table table) {
        AtomicFile.write(file, out -> {
            Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            int width = table.columns().size();
            if (header) {
                for (int column = 0; column < width; column++) {
                    text.write(column == 0 ? "" : String.valueOf(separator));
                    text.write(quoted(table.columns().get(column)));
                }
                text.write('\n');
            }
            for (int cell = 0; cell < table.values().shape().size(); cell++) {
                text.write(cell % width == 0 ? "" : String.valueOf(separator));
                text.write(Double.toString(table.values().get(cell)));
                text.write(cell % width == width - 1 ? "\n" : "");
            }
            text.flush();
        });
    }

    private String quoted(String name) {
        boolean plain = name.equals(name.strip())
                && !isNumber(name)
                && name.chars().noneMatch(c -> c == separator || c == '"' || c == '\n' || c == '\r' || c == 0xFEFF);
        return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
    }
}
