package dev.lemma.examples.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as text: exactly for programs, rounded for people; the same in every locale. */
public final class Decimal {

    private Decimal() {}

    /** The shortest decimal that reads back as the same double: 0.97, 1.0E-8 as 1e-8, 30.0 as 30. */
    public static String exact(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
        }
        return write(new BigDecimal(Double.toString(value)), value);
    }

    /**
     * The value at so many significant digits, without trailing zeros, with a minus sign "−"; as 1.2e−8 below 10⁻⁴, as 1.2e8
     * from 10⁷ on.
     */
    public static String rounded(double value, int digits) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
        }
        BigDecimal near = new BigDecimal(Double.toString(value)).round(new MathContext(digits, RoundingMode.HALF_EVEN));
        return near.signum() == 0 ? "0" : write(near, value).replace('-', '−');
    }

    private static String write(BigDecimal decimal, double value) {
        if (decimal.signum() == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        BigDecimal bare = decimal.stripTrailingZeros();
        int exponent = bare.precision() - bare.scale() - 1;
        if (exponent >= -4 && exponent < 7) {
            return bare.toPlainString();
        }
        return bare.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
    }
}
