package dev.lemma.examples.data;

import dev.lemma.core.data.Dataset;
import dev.lemma.core.data.Standardization;
import dev.lemma.core.io.Csv;
import java.util.List;

/**
 * 442 diabetes patients: ten measurements, and how far the disease had progressed a year later. A regression with
 * more noise than signal.
 *
 * <p>Features {@code [442, 10]}, float64, in their own units (age in years, body mass index, mean blood pressure, six
 * serum values; sex is 1 or 2): {@linkplain Standardization standardise} them on the training part. Targets
 * {@code [442]}, 25 to 346.
 *
 * @see <a href="https://doi.org/10.1214/009053604000000067">Efron, Hastie, Johnstone and Tibshirani 2004, Least angle
 *     regression</a>
 */
public final class Diabetes {

    private static final List<String> NAMES = List.of("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6");

    private Diabetes() {}

    /** The patients. */
    public static Dataset load() {
        Csv blanks = Csv.standard().withoutHeader().withSeparator(' ');
        return Dataset.of(
                        Shipped.table("diabetes_data_raw.csv.gz", blanks).values(),
                        Shipped.table("diabetes_target.csv.gz", blanks).column("c0"))
                .withFeatureNames(NAMES);
    }
}
