package dev.lemma.core.compiler;

import dev.lemma.api.tensor.Binary;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.MatMul;
import dev.lemma.api.tensor.Reshape;
import dev.lemma.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Joins products that are only there to be added, as derivatives of products are: {@code d(A·B) = dA·B + A·dB}. Reshapes between a
 * product and the sum move behind it.
 */
final class ProductSums {

    private final Map<Tensor, Integer> uses = new IdentityHashMap<>();
    private final Map<Tensor, Tensor> done = new IdentityHashMap<>();

    private ProductSums() {}

    /** The same values, with sums of products in one node each. */
    static List<Tensor> join(List<Tensor> roots) {
        ProductSums pass = new ProductSums();
        List<Tensor> order = Graph.order(roots);
        roots.forEach(pass::use);
        order.forEach(node -> node.operands().forEach(pass::use));
        for (Tensor node : order) {
            pass.done.put(node, pass.joined(node));
        }
        return roots.stream().map(pass.done::get).toList();
    }

    private void use(Tensor node) {
        uses.merge(node, 1, Integer::sum);
    }

    private Tensor joined(Tensor node) {
        if (node.op() == Binary.ADD) {
            Tensor a = product(node.operand(0));
            Tensor b = product(node.operand(1));
            if (a != null && b != null && a.shape().equals(b.shape())) {
                List<MatMul> products = new ArrayList<>(products(a));
                products.addAll(products(b));
                List<Tensor> operands = new ArrayList<>(a.operands());
                operands.addAll(b.operands());
                Tensor sum = Tensor.apply(new ProductSum(products), operands);
                return sum.shape().equals(node.shape()) ? sum : Tensor.apply(new Reshape(node.shape()), sum);
            }
        }
        List<Tensor> operands = node.operands().stream().map(done::get).toList();
        boolean same = true;
        for (int i = 0; i < operands.size(); i++) {
            same &= operands.get(i) == node.operand(i);
        }
        return same ? node : Tensor.apply(node.op(), operands);
    }

    /** The product, or sum of products, that the node shows and nobody else reads; null if it is something else. */
    private @Nullable Tensor product(Tensor node) {
        Tensor source = node;
        while (source.op() instanceof Reshape && uses.get(source) == 1) {
            source = source.operand(0);
        }
        if (uses.get(source) != 1) {
            return null;
        }
        Tensor now = done.get(source);
        Tensor shown = now.op() instanceof Reshape ? now.operand(0) : now;
        return shown.op() instanceof MatMul || shown.op() instanceof ProductSum ? shown : null;
    }

    private static List<MatMul> products(Tensor product) {
        return product.op() instanceof MatMul single ? List.of(single) : ((ProductSum) product.op()).products();
    }
}
