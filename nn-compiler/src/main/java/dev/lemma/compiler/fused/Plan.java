package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * What a routine does, in order.
 *
 * @param items the steps
 * @param views where the elements of every node lie
 * @param produced for each stored node the item that stores it; −1 for leaves
 * @param leaves inputs and literals that are used
 */
record Plan(List<Item> items, Map<Tensor, View> views, Map<Tensor, Integer> produced, List<Tensor> leaves) {

    View view(Tensor node) {
        View view = views.get(node);
        if (view == null) {
            throw new IllegalArgumentException("not planned: " + node);
        }
        return view;
    }
}
