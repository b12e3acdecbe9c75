package dev.lemma.core.data;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.io.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * n examples: features {@code [n, …]} and targets {@code [n]} or {@code [n, …]}, of one type. Immutable.
 *
 * <p>Targets of a classification are the numbers of the classes, {@code 0, 1, …}, in {@code [n]}. Data that are not
 * finite may be held and repaired, but {@link #requireFinite()}, which training calls, refuses them.
 *
 * <p>The numbers lie on the Java heap: {@link #featureArray()} and {@link #targetArray()} give them without a copy
 * and without starting ND4J; {@link #features()} and {@link #targets()} copy them into ND4J arrays.
 */
public final class Dataset {

    private final Array features;
    private final Array targets;
    private final List<String> featureNames;
    private final List<String> classNames;

    private Dataset(Array features, Array targets, List<String> featureNames, List<String> classNames) {
        this.features = features;
        this.targets = targets;
        this.featureNames = featureNames;
        this.classNames = classNames;
    }

    /**
     * The examples. The arrays are kept, not copied: do not write to their storage afterwards. Targets of another
     * type are converted to the features'.
     *
     * @param features {@code [n, …]}, n ≥ 1
     * @param targets {@code [n]} or {@code [n, …]}
     */
    public static Dataset of(Array features, Array targets) {
        Check.given("features", features);
        Check.given("targets", targets);
        if (features.shape().rank() < 2) {
            throw new IllegalArgumentException(
                    "dataset: features of shape " + features.shape() + ", expected [examples, features] or"
                            + " [examples, channels, height, width]: a single feature is [examples, 1]");
        }
        if (targets.shape().rank() < 1) {
            throw new IllegalArgumentException(
                    "dataset: targets of shape " + targets.shape() + ", expected [examples] or [examples, outputs]");
        }
        int count = features.shape().extent(0);
        if (count != targets.shape().extent(0)) {
            throw new IllegalArgumentException("dataset: " + count + " examples in features " + features.shape()
                    + ", but " + targets.shape().extent(0) + " in targets " + targets.shape()
                    + ": the first extents must be equal");
        }
        if (features.shape().size() == 0) {
            throw new IllegalArgumentException(
                    "dataset: features of shape " + features.shape() + " hold nothing, expected at least one example");
        }
        return new Dataset(features, targets.as(features.type()), List.of(), List.of());
    }

    /** Examples without targets, for risks that need none: the targets are {@code [n, 0]}. */
    public static Dataset of(Array features) {
        Check.given("features", features);
        return of(
                features,
                Array.zeros(
                        features.type(),
                        Shape.of(
                                features.shape().rank() < 1
                                        ? 0
                                        : features.shape().extent(0),
                                0)));
    }

    /** Examples without targets, copied from an ND4J array. */
    public static Dataset of(INDArray features) {
        Check.given("features", features);
        return of(Array.of(features));
    }

    /** The examples, copied from ND4J arrays; types other than FLOAT become float64. */
    public static Dataset of(INDArray features, INDArray targets) {
        Check.given("features", features);
        Check.given("targets", targets);
        return of(Array.of(features), Array.of(targets));
    }

    /** One column of a table as the target {@code [n]}, all others as features {@code [n, columns − 1]}, named. */
    public static Dataset of(Table table, String target) {
        Check.given("table", table);
        Check.given("target", target);
        Array targets = table.column(target);
        Table rest = table.without(target);
        if (rest.columns().isEmpty()) {
            throw new IllegalArgumentException("dataset: the table has no column but the target \"" + target + "\"");
        }
        return of(rest.values(), targets).withFeatureNames(rest.columns());
    }

    /** The same with a name for every feature; the names are those of one example's features in row-major order. */
    public Dataset withFeatureNames(List<String> names) {
        Check.given("names", names);
        if (names.size() != features.shape().without(0).size()) {
            throw new IllegalArgumentException("dataset: " + names.size() + " names for the "
                    + features.shape().without(0).size() + " features of shape " + features.shape());
        }
        return new Dataset(features, targets, List.copyOf(names), classNames);
    }

    /** The same with a name for every class; the targets must be numbers of classes below {@code names.size()}. */
    public Dataset withClassNames(List<String> names) {
        Check.given("names", names);
        int largest = largestClass();
        if (largest >= names.size()) {
            throw new IllegalArgumentException(
                    "dataset: " + names.size() + " class names, but a target is class " + largest);
        }
        return new Dataset(features, targets, featureNames, List.copyOf(names));
    }

    /** Number of examples, n. */
    public int size() {
        return features.shape().extent(0);
    }

    /** The shape of one example's features. */
    public Shape featureShape() {
        return features.shape().without(0);
    }

    /** The shape of one example's target. */
    public Shape targetShape() {
        return targets.shape().without(0);
    }

    /** The one type of features and targets. */
    public DType type() {
        return features.type();
    }

    /** Features {@code [n, …]} as an ND4J array: a copy. */
    public INDArray features() {
        return features.toINDArray();
    }

    /** Targets {@code [n, …]} as an ND4J array: a copy. */
    public INDArray targets() {
        return targets.toINDArray();
    }

    /** Features {@code [n, …]}: not a copy. */
    public Array featureArray() {
        return features;
    }

    /** Targets {@code [n, …]}: not a copy. */
    public Array targetArray() {
        return targets;
    }

    /** The names of the features, or an empty list. */
    public List<String> featureNames() {
        return featureNames;
    }

    /** The names of the classes, or an empty list. */
    public List<String> classNames() {
        return classNames;
    }

    /**
     * Number of classes: of the names if there are any, else the largest target plus 1. Refuses targets that are not
     * numbers of classes.
     */
    public int classCount() {
        int largest = largestClass();
        return classNames.isEmpty() ? largest + 1 : classNames.size();
    }

    private int largestClass() {
        if (targets.shape().rank() != 1) {
            throw new IllegalArgumentException("dataset: targets of shape " + targets.shape()
                    + " are not numbers of classes, expected [examples]");
        }
        int largest = -1;
        for (int i = 0; i < size(); i++) {
            double value = targets.get(i);
            if (!(value >= 0 && value < 1 << 24 && value == Math.rint(value))) {
                throw new IllegalArgumentException(
                        "dataset: target " + i + " is " + value + ", expected the number of a class, 0, 1, …");
            }
            largest = Math.max(largest, (int) value);
        }
        return largest;
    }

    /** This, if every number is finite; else an error that names the first that is not and counts the others. */
    public Dataset requireFinite() {
        requireFinite("feature", features, featureNames);
        requireFinite("target", targets, List.of());
        return this;
    }

    private void requireFinite(String what, Array array, List<String> names) {
        if (array.isFinite()) {
            return;
        }
        int first = -1;
        int count = 0;
        for (int i = 0; i < array.shape().size(); i++) {
            if (!Double.isFinite(array.get(i))) {
                first = first < 0 ? i : first;
                count++;
            }
        }
        int each = array.shape().size() / size();
        int column = first % each;
        String name = names.isEmpty() ? "" : " (" + names.get(column) + ")";
        throw new IllegalArgumentException("dataset: " + count + " of the "
                + array.shape().size() + " numbers in the " + what + "s are not finite; the first is "
                + array.get(first) + ", example " + first / each + ", " + what + " " + column + name
                + ": drop or repair these examples, or ask training to accept them");
    }

    /**
     * The same examples with other features of as many examples, such as transformed ones; names are kept where they
     * still fit.
     */
    public Dataset withFeatures(Array others) {
        Check.given("others", others);
        boolean fits = others.shape().rank() > 0
                && others.shape().without(0).size() == featureShape().size();
        Dataset changed = of(others, targets);
        return new Dataset(changed.features, changed.targets, fits ? featureNames : List.of(), classNames);
    }

    /** The same examples with other targets. Class names are dropped. */
    public Dataset withTargets(Array others) {
        Check.given("others", others);
        Dataset changed = of(features, others);
        return new Dataset(changed.features, changed.targets, featureNames, List.of());
    }

    /**
     * The same numbers with one example's features under another shape of equal size, as {@code [1, 8, 8]} for 64
     * pixels: not a copy.
     */
    public Dataset reshaped(Shape example) {
        Check.given("example", example);
        return new Dataset(features.reshape(example.batch(size())), targets, featureNames, classNames);
    }

    /** The same examples in another type; this, if it has it. */
    public Dataset as(DType type) {
        Check.given("type", type);
        return type == type() ? this : new Dataset(features.as(type), targets.as(type), featureNames, classNames);
    }

    /** The chosen examples in the order given, repetition allowed: a copy. */
    public Dataset subset(int[] indices) {
        Check.given("indices", indices);
        if (indices.length == 0) {
            throw new IllegalArgumentException("dataset: a subset without examples");
        }
        for (int index : indices) {
            Objects.checkIndex(index, size());
        }
        return new Dataset(features.rows(indices), targets.rows(indices), featureNames, classNames);
    }

    /** The first {@code count} examples: a copy. */
    public Dataset take(int count) {
        if (count < 1 || count > size()) {
            throw new IllegalArgumentException(
                    "dataset: take(" + count + ") of " + size() + " examples, expected 1 to " + size());
        }
        return new Dataset(features.rows(0, count), targets.rows(0, count), featureNames, classNames);
    }

    /** The examples in the order of the key: a copy. */
    public Dataset shuffled(Key key) {
        Check.given("key", key);
        return subset(Permutation.of(size(), key.of("shuffle")));
    }

    /**
     * Two disjoint parts that together are everything, drawn by the key.
     *
     * @param fraction of the examples that train, in (0, 1); their number is rounded, and neither part may be empty
     */
    public Split split(Key key, double fraction) {
        Check.given("key", key);
        int count = count("training", fraction, size());
        int[] order = Permutation.of(size(), key.of("split"));
        return new Split(subset(Arrays.copyOf(order, count)), subset(Arrays.copyOfRange(order, count, size())));
    }

    /**
     * Three disjoint parts that together are everything, drawn by the key.
     *
     * @param training fraction of the examples that train
     * @param validation fraction that is watched while training; the rest is for testing
     */
    public ThreeWaySplit split(Key key, double training, double validation) {
        Check.given("key", key);
        int first = count("training", training, size() - 1);
        int second = count("validation", validation, size() - first);
        int[] order = Permutation.of(size(), key.of("split"));
        return new ThreeWaySplit(
                subset(Arrays.copyOf(order, first)),
                subset(Arrays.copyOfRange(order, first, first + second)),
                subset(Arrays.copyOfRange(order, first + second, size())));
    }

    private int count(String part, double fraction, int available) {
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException(
                    "dataset: " + part + " fraction " + fraction + ", expected one in (0, 1)");
        }
        long count = Math.round(fraction * size());
        if (count < 1 || count >= available) {
            throw new IllegalArgumentException("dataset: a " + part + " fraction of " + fraction + " of " + size()
                    + " examples is " + count + ", which leaves a part empty: choose other fractions or more data");
        }
        return (int) count;
    }

    @Override
    public String toString() {
        return "dataset of " + size() + " examples, features " + featureShape() + ", target " + targetShape() + ", "
                + type();
    }
}
