package dev.lemma.api.kernel;

/**
 * One hyper-parameter of a kernel.
 *
 * @param name as the kernel declares it; in sums, products and scalings behind the number of the part, as {@code 0/length}
 * @param value where it stands
 * @param constraint the set it lies in
 */
public record Hyperparameter(String name, double value, Constraint constraint) {

    public Hyperparameter {
        if (!constraint.allows(value)) {
            throw new IllegalArgumentException(
                    "hyper-parameter " + name + ": expected " + constraint.expected() + ", got " + value);
        }
    }

    /** This one at another value. */
    public Hyperparameter at(double other) {
        return new Hyperparameter(name, other, constraint);
    }
}
