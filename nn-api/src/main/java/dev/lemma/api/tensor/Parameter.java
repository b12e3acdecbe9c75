package dev.lemma.api.tensor;

/**
 * A named part of the flat parameter vector θ.
 *
 * @param name path of the layer and of the parameter in it, for example {@code 0/weight}
 * @param shape of the part
 * @param offset of its first number in θ
 * @param law how it is drawn at the start
 * @param rateScale factor on the update of this part by an optimiser whose steps are in proportion to the gradient; 1 but for
 *     parametrisations that scale learning rates with width
 * @param scaleFreeRate the same for an optimiser whose steps do not depend on the size of the gradient
 */
public record Parameter(String name, Shape shape, int offset, Law law, double rateScale, double scaleFreeRate) {}
