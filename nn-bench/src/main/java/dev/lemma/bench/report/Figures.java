package dev.lemma.bench.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Times and ratios as people read them. */
final class Figures {

    private static final MathContext SIX = new MathContext(6);

    private Figures() {}

    /** Three significant figures and a unit: {@code 8.33 ms}. */
    static String time(double seconds) {
        double[] scale = {1, 1e3, 1e6, 1e9};
        String[] unit = {"s", "ms", "µs", "ns"};
        int i = 0;
        while (i < 3 && seconds * scale[i] < 0.9995) {
            i++;
        }
        double value = seconds * scale[i];
        int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + decimals + "f %s", value, unit[i]);
    }

    /** Two decimals below 10, one above: {@code 1.07}. */
    static String ratio(double ratio) {
        return String.format(Locale.ROOT, ratio < 9.995 ? "%.2f" : "%.1f", ratio);
    }

    /** Six significant figures, for files. */
    static double rounded(double value) {
        return BigDecimal.valueOf(value).round(SIX).doubleValue();
    }

    static String threads(int threads) {
        return threads == 1 ? "1 thread" : threads + " threads";
    }
}
