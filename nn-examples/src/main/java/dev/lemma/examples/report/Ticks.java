package dev.lemma.examples.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Where an axis is marked, and with what.
 *
 * <p>Linear axes take the step 1, 2, 2.5 (but not 2.5 itself) or 5 times a power of ten that gives a number of ticks nearest to
 * what is asked, and no fraction where all data are whole numbers; labels share their decimals, and large or small ones share a
 * power of ten. Logarithmic axes mark powers of the base, every k-th if there are many; over less than a decade and a half also
 * 2 and 5, over less still they are marked as linear ones are.
 *
 * @param at the marked values, increasing
 * @param labels one for each
 * @param minor values with a fine line and no label
 */
record Ticks(List<Double> at, List<String> labels, List<Double> minor) {

    private static final double[] STEPS = {1, 2, 2.5, 5, 10};
    private static final int FEWEST_ON_LOG = 3;

    Ticks {
        at = List.copyOf(at);
        labels = List.copyOf(labels);
        minor = List.copyOf(minor);
    }

    /** Ticks within [low, high], low &lt; high. */
    static Ticks of(Scale scale, double low, double high, int wanted) {
        return of(scale, low, high, wanted, false);
    }

    /** The same; on a linear axis of whole numbers none but whole numbers are marked. */
    static Ticks of(Scale scale, double low, double high, int wanted, boolean whole) {
        return switch (scale) {
            case LINEAR -> linear(low, high, wanted, whole);
            case LOG10 -> decades(low, high, wanted);
            case LOG2 -> doublings(low, high, wanted);
        };
    }

    /** The distance of ticks: 1, 2, 2.5 or 5 times a power of ten. */
    static double step(double span, int wanted, boolean whole) {
        double raw = span / Math.max(1, wanted);
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        if (whole && power < 1) {
            power = 1;
        }
        double best = power;
        for (double factor : STEPS) {
            double candidate = factor * power;
            if (candidate != 2.5
                    && Math.abs(Math.log(span / candidate / wanted)) < Math.abs(Math.log(span / best / wanted))) {
                best = candidate;
            }
        }
        return best;
    }

    private static Ticks linear(double low, double high, int wanted, boolean whole) {
        // in exact decimals, so that 0.1 + 0.1 + 0.1 is labelled 0.3 and is 0.3
        BigDecimal step = new BigDecimal(Decimal.exact(step(high - low, wanted, whole)));
        long first = (long) Math.ceil(low / step.doubleValue() - 1e-9);
        long last = (long) Math.floor(high / step.doubleValue() + 1e-9);
        List<Double> at = new ArrayList<>();
        List<BigDecimal> exact = new ArrayList<>();
        for (long i = first; i <= last; i++) {
            exact.add(step.multiply(BigDecimal.valueOf(i)));
            at.add(exact.get(exact.size() - 1).doubleValue());
        }
        double largest = at.stream().mapToDouble(Math::abs).max().orElse(0);
        int power = largest > 0 ? (int) Math.floor(Math.log10(largest) + 1e-12) : 0;
        boolean scaled = power >= 6 || power <= -4;
        int decimals = Math.max(0, step.stripTrailingZeros().scale() + (scaled ? power : 0));
        List<String> labels = new ArrayList<>();
        for (BigDecimal value : exact) {
            if (value.signum() == 0) {
                labels.add("0");
            } else {
                BigDecimal shown = scaled ? value.movePointLeft(power) : value;
                String digits =
                        minus(shown.setScale(decimals, RoundingMode.HALF_EVEN).toPlainString());
                labels.add(scaled ? digits + "·10" + superscript(power) : digits);
            }
        }
        return new Ticks(at, labels, List.of());
    }

    private static Ticks decades(double low, double high, int wanted) {
        int first = (int) Math.ceil(Math.log10(low) - 1e-9);
        int last = (int) Math.floor(Math.log10(high) + 1e-9);
        List<Double> at = new ArrayList<>();
        List<Double> minor = new ArrayList<>();
        int stride = Math.max(1, (int) Math.ceil((last - first + 1) / (double) Math.max(2, wanted)));
        for (int k = first - 1; k <= last; k++) {
            double power = Double.parseDouble("1e" + k);
            boolean labelled = Math.floorMod(k, stride) == 0;
            if (power >= low * (1 - 1e-9)) {
                (labelled ? at : minor).add(power);
            }
            for (int m = 2; m <= 9 && stride == 1; m++) {
                if (power * m >= low && power * m <= high) {
                    minor.add(Double.parseDouble(m + "e" + k));
                }
            }
        }
        if (at.size() < FEWEST_ON_LOG && stride == 1) {
            for (double value : List.copyOf(minor)) {
                double leading = value / Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
                if (Math.abs(leading - 2) < 1e-6 || Math.abs(leading - 5) < 1e-6) {
                    at.add(value);
                    minor.remove(value);
                }
            }
            at.sort(null);
        }
        if (at.size() < FEWEST_ON_LOG) {
            Ticks even = linear(low, high, Math.min(wanted, 4), false);
            return new Ticks(even.at, even.labels, minor);
        }
        boolean plain = at.get(0) >= 1e-3 * (1 - 1e-9) && at.get(at.size() - 1) < 1e5;
        return new Ticks(
                at,
                at.stream()
                        .map(value -> plain ? Decimal.exact(value) : power(value))
                        .toList(),
                minor);
    }

    private static Ticks doublings(double low, double high, int wanted) {
        int first = (int) Math.ceil(Scale.LOG2.of(low) - 1e-9);
        int last = (int) Math.floor(Scale.LOG2.of(high) + 1e-9);
        if (last - first + 1 < 2) {
            return linear(low, high, Math.min(wanted, 4), false);
        }
        int stride = Math.max(1, (int) Math.ceil((last - first + 1) / (double) Math.max(2, wanted)));
        List<Double> at = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int k = first; k <= last; k++) {
            if (Math.floorMod(k, stride) == 0) {
                at.add(Math.scalb(1.0, k));
                labels.add(k >= 0 && k <= 16 ? Integer.toString(1 << k) : "2" + superscript(k));
            }
        }
        return new Ticks(at, labels, List.of());
    }

    private static String power(double value) {
        int exponent = (int) Math.floor(Math.log10(value) + 1e-9);
        long leading = Math.round(value / Math.pow(10, exponent));
        return (leading == 1 ? "" : leading + "·") + "10" + superscript(exponent);
    }

    private static String superscript(int n) {
        StringBuilder raised = new StringBuilder();
        for (char c : Integer.toString(n).toCharArray()) {
            raised.append(c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0'));
        }
        return raised.toString();
    }

    private static String minus(String number) {
        return number.replace('-', '−');
    }
}
