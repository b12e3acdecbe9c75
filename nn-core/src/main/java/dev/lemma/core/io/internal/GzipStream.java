package dev.lemma.core.io.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * The content of a gzip file: one member or several, checksum and length of each compared, and nothing behind the last.
 *
 * <p>The JDK's own stream takes whatever follows a member and is not another one for the end, in silence.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952</a>
 */
final class GzipStream extends InputStream {

    private static final int HEADER_CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int KNOWN = 31;

    private final InputStream in;
    private final byte[] buffer;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private int at;
    private int end;
    private boolean over;

    GzipStream(InputStream in, int bufferSize) throws IOException {
        this.in = in;
        this.buffer = new byte[bufferSize];
        if (next() != 0x1F || next() != 0x8B) {
            throw new ZipException("it is not gzip");
        }
        header();
    }

    /** The next byte, -1 at the end. */
    private int next() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(buffer, 0, buffer.length));
            if (end == 0) {
                return -1;
            }
        }
        return buffer[at++] & 0xFF;
    }

    private int expected() throws IOException {
        int b = next();
        if (b < 0) {
            throw new EOFException("it is cut off");
        }
        return b;
    }

    /** What follows the two magic bytes. */
    private void header() throws IOException {
        int method = expected();
        int flags = expected();
        if (method != 8 || (flags & ~KNOWN) != 0) {
            throw new ZipException(
                    "its gzip header has method " + method + " and flags " + flags + ", expected method 8");
        }
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip(expected() | expected() << 8);
        }
        if ((flags & NAME) != 0) {
            text();
        }
        if ((flags & COMMENT) != 0) {
            text();
        }
        if ((flags & HEADER_CHECKSUM) != 0) {
            skip(2);
        }
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            expected();
        }
    }

    private void text() throws IOException {
        while (expected() != 0) {
            // up to the zero
        }
    }

    private long u32() throws IOException {
        return expected() | expected() << 8 | expected() << 16 | (long) expected() << 24;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            while (!over) {
                int count = inflater.inflate(into, offset, length);
                if (count > 0) {
                    checksum.update(into, offset, count);
                    return count;
                }
                if (inflater.finished()) {
                    member();
                } else if (inflater.needsDictionary()) {
                    throw new ZipException("it asks for a dictionary, which gzip does not have");
                } else {
                    feed();
                }
            }
            return -1;
        } catch (DataFormatException e) {
            throw new ZipException(String.valueOf(e.getMessage()));
        }
    }

    private void feed() throws IOException {
        if (at == end) {
            if (next() < 0) {
                throw new EOFException("it is cut off");
            }
            at--;
        }
        inflater.setInput(buffer, at, end - at);
        at = end;
    }

    /** Ends a member and begins the next if there is one. */
    private void member() throws IOException {
        at = end - inflater.getRemaining();
        if (u32() != checksum.getValue() || u32() != (inflater.getBytesWritten() & 0xFFFF_FFFFL)) {
            throw new ZipException("the checksum or the length at its end is not that of its content");
        }
        int first = next();
        if (first < 0) {
            over = true;
        } else if (first == 0x1F && next() == 0x8B) {
            header();
            inflater.reset();
            checksum.reset();
        } else {
            throw new ZipException("bytes follow the end of its gzip data");
        }
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        over = true;
        in.close();
    }
}
