package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.Binary;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.MatMul;
import dev.lemma.api.tensor.MaxPoolIndices;
import dev.lemma.api.tensor.Reshape;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Slice;
import dev.lemma.api.tensor.TakeAlong;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.internal.kernel.MaxPoolBoth;
import dev.lemma.compiler.internal.kernel.ProductSum;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Joins nodes that one kernel computes together, at the cost of one of them.
 *
 * <p>Products that are only there to be added, as derivatives of products are: {@code d(A·B) = dA·B + A·dB} ({@link ProductSum});
 * reshapes between a product and the sum move behind it. The maxima of windows, which are taken from where they are found
 * ({@link MaxPoolBoth}).
 */
final class Joins {

    private final Map<Tensor, Integer> uses = new IdentityHashMap<>();
    private final Map<Tensor, Tensor> done = new IdentityHashMap<>();
    private final Set<Tensor> taken = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<Tensor, Tensor> pooled = new IdentityHashMap<>();

    private Joins() {}

    /** The same values, with fewer nodes. */
    static List<Tensor> join(List<Tensor> roots) {
        Joins pass = new Joins();
        List<Tensor> order = Graph.order(roots);
        roots.forEach(pass::use);
        order.forEach(node -> node.operands().forEach(pass::use));
        order.stream().filter(Joins::takesMaxima).forEach(node -> pass.taken.add(source(node.operand(1))));
        for (Tensor node : order) {
            pass.done.put(node, pass.joined(node));
        }
        return roots.stream().map(pass::now).toList();
    }

    private Tensor now(Tensor node) {
        return Objects.requireNonNull(done.get(node), "operands come before their users");
    }

    private void use(Tensor node) {
        uses.merge(node, 1, Integer::sum);
    }

    private Tensor joined(Tensor node) {
        if (node.op() instanceof MaxPoolIndices pool && taken.contains(node)) {
            Tensor both = Tensor.apply(new MaxPoolBoth(pool.window()), now(node.operand(0)));
            pooled.put(node, both);
            return half(both, 0, node.shape());
        }
        if (takesMaxima(node)) {
            Tensor both = Objects.requireNonNull(
                    pooled.get(source(node.operand(1))), "places come before what is taken from them");
            return half(both, 1, node.shape());
        }
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
        List<Tensor> operands = node.operands().stream().map(this::now).toList();
        boolean same = true;
        for (int i = 0; i < operands.size(); i++) {
            same &= operands.get(i) == node.operand(i);
        }
        return same ? node : Tensor.apply(node.op(), operands);
    }

    /** Whether the node takes numbers from where pooling has found the maxima of the same numbers. */
    private static boolean takesMaxima(Tensor node) {
        if (!(node.op() instanceof TakeAlong)) {
            return false;
        }
        Tensor places = source(node.operand(1));
        if (!(places.op() instanceof MaxPoolIndices)) {
            return false;
        }
        Tensor images = places.operand(0);
        int plane = images.shape().extent(2) * images.shape().extent(3);
        return source(node.operand(0)) == source(images)
                && node.operand(0).shape().extent(-1) == plane;
    }

    /** The node behind reshapes. */
    private static Tensor source(Tensor node) {
        Tensor source = node;
        while (source.op() instanceof Reshape) {
            source = source.operand(0);
        }
        return source;
    }

    private static Tensor half(Tensor both, int which, Shape shape) {
        List<Integer> starts = new ArrayList<>(Collections.nCopies(both.rank(), 0));
        List<Integer> extents = new ArrayList<>();
        for (int extent : both.shape().extents()) {
            extents.add(extent);
        }
        starts.set(0, which);
        extents.set(0, 1);
        Tensor half = Tensor.apply(new Slice(starts, extents, Collections.nCopies(both.rank(), 1)), both);
        return Tensor.apply(new Reshape(shape), half);
    }

    /** The product, or sum of products, that the node shows and nobody else reads; null if it is something else. */
    private @Nullable Tensor product(Tensor node) {
        Tensor source = node;
        while (source.op() instanceof Reshape && uses.getOrDefault(source, 0) == 1) {
            source = source.operand(0);
        }
        if (uses.getOrDefault(source, 0) != 1) {
            return null;
        }
        Tensor now = now(source);
        Tensor shown = now.op() instanceof Reshape ? now.operand(0) : now;
        return shown.op() instanceof MatMul || shown.op() instanceof ProductSum ? shown : null;
    }

    private static List<MatMul> products(Tensor product) {
        return product.op() instanceof MatMul single ? List.of(single) : ((ProductSum) product.op()).products();
    }
}
