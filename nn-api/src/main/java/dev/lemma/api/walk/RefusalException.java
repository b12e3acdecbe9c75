package dev.lemma.api.walk;

import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.ParameterView;
import dev.lemma.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A walk met an expression that it does not know or that has no answer. The message says what the walk was for, the expression, the parameters last
 * used before it (the place in the network), and why.
 */
public final class RefusalException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private static final int MOST_NAMES = 3;

    private RefusalException(String message) {
        super(message);
    }

    /**
     * The refusal of an expression.
     *
     * @param purpose what the walk computes, for example {@code infinite width}
     * @param node the expression
     * @param reason why there is no answer, and what would help
     */
    public static RefusalException of(String purpose, Tensor node, String reason) {
        return new RefusalException(
                purpose + ": " + node.op().name() + " " + node.shape() + place(node) + ": " + reason);
    }

    /** The parameters that the expression uses last, as the layers named them. */
    private static String place(Tensor node) {
        List<String> names = new ArrayList<>();
        List<Tensor> order = Graph.order(List.of(node));
        for (int i = order.size() - 1; i >= 0 && names.size() < MOST_NAMES; i--) {
            if (order.get(i).op() instanceof ParameterView view) {
                names.add(0, "\"" + view.parameter().name() + "\"");
            }
        }
        return names.isEmpty() ? ", before any parameter" : ", after " + String.join(", ", names);
    }
}
