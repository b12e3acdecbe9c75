package dev.lemma.kernels.large;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.io.AtomicFile;
import dev.lemma.core.io.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An npy file in memory-mapped parts of whole rows. */
final class MappedNpy implements Points {

    private static final int PREFIX = 12;
    private static final int LONGEST_HEADER = 1 << 16;
    private static final long PART = 1L << 30;
    private static final Pattern DESCRIPTION = Pattern.compile("'descr': *'([<>])f([48])'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order': *(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape': *\\((\\d{1,18}), *(?:(\\d{1,9}),? *)?\\)");

    private final ByteBuffer[] parts;
    private final long rows;
    private final int columns;
    private final int bytes;
    private final long rowsOfPart;

    private MappedNpy(ByteBuffer[] parts, long rows, int columns, int bytes, long rowsOfPart) {
        this.parts = parts;
        this.rows = rows;
        this.columns = columns;
        this.bytes = bytes;
        this.rowsOfPart = rowsOfPart;
    }

    static MappedNpy open(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer start = ByteBuffer.allocate(PREFIX).order(ByteOrder.LITTLE_ENDIAN);
            while (start.hasRemaining() && channel.read(start, start.position()) >= 0) {
                continue;
            }
            start.flip();
            if (start.remaining() < PREFIX
                    || start.get(0) != (byte) 0x93
                    || start.get(1) != 'N'
                    || start.get(2) != 'U') {
                throw new FormatException(file + ": not an npy file");
            }
            boolean first = start.get(6) == 1;
            long length = first ? start.getShort(8) & 0xFFFF : start.getInt(8) & 0xFFFFFFFFL;
            int at = first ? 10 : 12;
            if (length > LONGEST_HEADER) {
                throw new FormatException(
                        file + ": its header has " + length + " bytes, expected at most " + LONGEST_HEADER);
            }
            ByteBuffer header = ByteBuffer.allocate((int) length);
            while (header.hasRemaining() && channel.read(header, at + (long) header.position()) >= 0) {
                continue;
            }
            String text = new String(header.array(), StandardCharsets.ISO_8859_1);
            Matcher description = find(DESCRIPTION, text, file, "floats f4 or f8");
            Matcher order = find(ORDER, text, file, "an order");
            Matcher shape = find(SHAPE, text, file, "a shape (n,) or (n, d)");
            if (order.group(1).equals("True")) {
                throw new FormatException(
                        file + ": it is in Fortran order, expected C order: save" + " numpy.ascontiguousarray of it");
            }
            long rows = Long.parseLong(shape.group(1));
            int columns = shape.group(2) == null ? 1 : Integer.parseInt(shape.group(2));
            int bytes = Integer.parseInt(description.group(2));
            long data = at + length;
            long row = (long) columns * bytes;
            if (rows < 1 || columns < 1 || row > PART || Math.multiplyExact(rows, row) != channel.size() - data) {
                throw new FormatException(file + ": " + rows + " rows of " + columns + " numbers should take "
                        + rows * row + " bytes, the file has " + (channel.size() - data) + " behind its header");
            }
            long rowsOfPart = PART / row;
            ByteBuffer[] parts = new ByteBuffer[(int) ((rows + rowsOfPart - 1) / rowsOfPart)];
            for (int p = 0; p < parts.length; p++) {
                long from = p * rowsOfPart;
                long count = Math.min(rowsOfPart, rows - from);
                parts[p] = channel.map(FileChannel.MapMode.READ_ONLY, data + from * row, count * row)
                        .order(description.group(1).equals("<") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            }
            return new MappedNpy(parts, rows, columns, bytes, rowsOfPart);
        } catch (IOException e) {
            throw AtomicFile.failed(file, e);
        }
    }

    private static Matcher find(Pattern pattern, String header, Path file, String expected) {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw new FormatException(file + ": its header is " + header.trim() + ", expected " + expected);
        }
        return matcher;
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public Array block(long from, int count, DType type) {
        if (from < 0 || count < 0 || from + count > rows) {
            throw new IllegalArgumentException("points: rows " + from + " to " + (from + count) + " of " + rows);
        }
        Array block = Array.zeros(type, Shape.of(count, columns));
        for (int i = 0; i < count; i++) {
            long row = from + i;
            ByteBuffer part = parts[(int) (row / rowsOfPart)];
            int at = (int) (row % rowsOfPart) * columns * bytes;
            for (int j = 0; j < columns; j++) {
                double value = bytes == 4 ? part.getFloat(at + 4 * j) : part.getDouble(at + 8 * j);
                if (block.storage() instanceof float[] f) {
                    f[i * columns + j] = (float) value;
                } else {
                    ((double[]) block.storage())[i * columns + j] = value;
                }
            }
        }
        return block;
    }
}
