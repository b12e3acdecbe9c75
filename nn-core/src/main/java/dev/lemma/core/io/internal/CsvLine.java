package dev.lemma.core.io.internal;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A line of a CSV file.
 *
 * @param number of the line in the file, from 1
 * @param cells as they stand there, without quotes
 * @param quoted which of them stood between quotes
 */
public record CsvLine(long number, List<String> cells, BitSet quoted) {

    /** Collects the cells of a line. */
    public static final class Collector extends AbstractBaseCsvCallbackHandler<CsvLine> {

        private final Input in;
        private final int mostCells;
        private List<String> cells = new ArrayList<>();
        private BitSet quoted = new BitSet();

        /**
         * A collector.
         *
         * @param in what is read, for errors
         * @param mostCells of a line
         */
        public Collector(Input in, int mostCells) {
            this.in = in;
            this.mostCells = mostCells;
        }

        @Override
        protected void handleBegin(long line) {
            cells = new ArrayList<>(cells.size());
            quoted = new BitSet();
        }

        @Override
        protected void handleField(int index, char[] text, int offset, int length, boolean inQuotes) {
            if (index >= mostCells) {
                throw in.refused("line " + getStartingLineNumber() + " has more than " + mostCells + " cells");
            }
            cells.add(new String(text, offset, length));
            quoted.set(index, inQuotes);
        }

        @Override
        protected CsvLine buildRecord() {
            return new CsvLine(getStartingLineNumber(), cells, quoted);
        }
    }
}
