package dev.lemma.core.io.internal;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/** Text without a byte order mark at its beginning, refused where it goes on with nothing but line ends. */
public final class PlainText extends FilterReader {

    private static final int MOST_EMPTY = 1_000_000;

    private final Input input;
    private boolean begun;
    private int empty;

    /**
     * Reads through.
     *
     * @param input what is read, for errors
     */
    public PlainText(Reader text, Input input) {
        super(text);
        this.input = input;
    }

    @Override
    public int read() throws IOException {
        char[] one = new char[1];
        int count;
        do {
            count = read(one, 0, 1);
        } while (count == 0);
        return count < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] into, int offset, int length) throws IOException {
        int count = in.read(into, offset, length);
        if (count <= 0) {
            return count;
        }
        if (!begun) {
            begun = true;
            if (into[offset] == '\uFEFF') {
                System.arraycopy(into, offset + 1, into, offset, count - 1);
                count--;
                if (count == 0) {
                    return read(into, offset, length);
                }
            }
        }
        for (int i = offset; i < offset + count; i++) {
            if (into[i] != '\n' && into[i] != '\r') {
                empty = 0;
            } else if (++empty > 2 * MOST_EMPTY) {
                throw input.refused("more than " + MOST_EMPTY + " empty lines follow each other");
            }
        }
        return count;
    }
}
