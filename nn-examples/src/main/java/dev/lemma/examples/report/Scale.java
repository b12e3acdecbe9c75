package dev.lemma.examples.report;

/** How values lie along an axis. */
public enum Scale {
    /** Equal steps for equal differences. */
    LINEAR,
    /** In powers of ten; values that are not positive cannot be shown. */
    LOG10,
    /** In powers of two, for widths and batch sizes. */
    LOG2;

    /** Where the value lies, before the axis is fitted to the data: x, log₁₀ x or log₂ x; NaN or −∞ if nowhere. */
    double of(double value) {
        return switch (this) {
            case LINEAR -> value;
            case LOG10 -> Math.log10(value);
            case LOG2 -> Math.log(value) / Math.log(2);
        };
    }

    boolean shows(double value) {
        return Double.isFinite(of(value));
    }
}
