package dev.lemma.compiler.reference;

import dev.lemma.api.tensor.Scan;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.primitive.Definition;
import dev.lemma.compiler.primitive.Primitives;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Loops, whose bodies are computed one operation at a time like everything else. */
final class Loops {

    private Loops() {}

    /** The primitives, and loops over them. */
    static Primitives runBy(Primitives primitives) {
        Primitives[] all = new Primitives[1];
        all[0] = primitives.withDefinition(Scan.class, (scan, node) -> definition(scan, all));
        return all[0];
    }

    private static Definition definition(Scan scan, Primitives[] all) {
        return (in, result) -> run(scan, in, result, all[0]);
    }

    private static boolean holds(Scan scan, Map<Tensor, double[]> leaves, Primitives primitives) {
        Tensor stop = scan.stop();
        if (stop == null) {
            return false;
        }
        Map<Tensor, double[]> values = new IdentityHashMap<>(leaves);
        ReferenceExecutor.compute(List.of(stop), values, primitives);
        return Objects.requireNonNull(values.get(stop))[0] != 0;
    }

    private static void run(Scan scan, List<double[]> in, double[] result, Primitives primitives) {
        int states = scan.carry().size();
        int rows = scan.rows().size();
        Map<Tensor, double[]> leaves = new IdentityHashMap<>();
        for (int i = 0; i < scan.captures().size(); i++) {
            leaves.put(scan.captures().get(i), in.get(states + rows + i));
        }
        for (int i = 0; i < states; i++) {
            leaves.put(scan.carry().get(i), in.get(i));
        }
        int limit = scan.count();
        if (scan.isLimited()) {
            limit = (int) Math.min(limit, in.get(in.size() - 1)[0]);
        }
        int taken = 0;
        int stacked = scan.carry().stream().mapToInt(c -> c.shape().size()).sum();
        List<Tensor> roots = new ArrayList<>(scan.nextCarry());
        roots.addAll(scan.outputs());
        while (taken < limit && !holds(scan, leaves, primitives)) {
            int t = scan.reverse() ? limit - 1 - taken : taken;
            for (int i = 0; i < rows; i++) {
                int size = scan.rows().get(i).shape().size();
                leaves.put(scan.rows().get(i), Arrays.copyOfRange(in.get(states + i), t * size, (t + 1) * size));
            }
            Map<Tensor, double[]> values = new IdentityHashMap<>(leaves);
            ReferenceExecutor.compute(roots, values, primitives);
            int at = stacked;
            for (Tensor output : scan.outputs()) {
                int size = output.shape().size();
                System.arraycopy(values.get(output), 0, result, at + t * size, size);
                at += scan.count() * size;
            }
            for (int i = 0; i < states; i++) {
                leaves.put(scan.carry().get(i), values.get(scan.nextCarry().get(i)));
            }
            taken++;
        }
        if (scan.mustEnd() && taken == scan.count() && !holds(scan, leaves, primitives)) {
            throw scan.boundReached();
        }
        if (scan.stop() != null) {
            result[result.length - 1] = taken;
        }
        int at = 0;
        for (Tensor state : scan.carry()) {
            System.arraycopy(leaves.get(state), 0, result, at, state.shape().size());
            at += state.shape().size();
        }
    }
}
