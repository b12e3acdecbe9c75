package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.Scan;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.primitive.Place;
import dev.lemma.compiler.primitive.Workplace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A loop: its body is an execution of its own, into which states and rows are copied and out of which they are taken. The condition that ends it is asked
 * once before the first step, and then of the states that each step leaves, as an output of the body.
 */
final class LoopStep implements Runnable {

    private final Scan scan;
    private final Place[] operands;
    private final Place result;
    private final FusedExecution body;
    private final @Nullable FusedExecution first;

    LoopStep(Scan scan, Workplace at, FusedExecutor executor) {
        this.scan = scan;
        int outside = scan.carry().size() + scan.rows().size() + scan.captures().size();
        this.operands = new Place[outside + (scan.isLimited() ? 1 : 0)];
        Arrays.setAll(operands, at::operand);
        this.result = at.result();
        List<Tensor> inputs = new ArrayList<>(scan.rows());
        inputs.addAll(scan.captures());
        List<Tensor> outputs = new ArrayList<>(scan.outputs());
        Tensor stop = scan.stop();
        if (stop == null) {
            this.first = null;
        } else {
            Map<Tensor, Tensor> after = new IdentityHashMap<>();
            for (int i = 0; i < scan.carry().size(); i++) {
                after.put(scan.carry().get(i), scan.nextCarry().get(i));
            }
            outputs.addAll(Graph.substitute(List.of(stop), after));
            List<Tensor> before = new ArrayList<>(scan.carry());
            before.addAll(scan.captures());
            this.first = new FusedExecution(Routine.of(before, List.of(stop)), executor);
            at.count(first.bytes());
        }
        this.body = new FusedExecution(new Routine(inputs, outputs, scan.carry(), scan.nextCarry()), executor);
        at.count(body.bytes());
    }

    @Override
    public void run() {
        int states = scan.carry().size();
        int rows = scan.rows().size();
        copyIn(body, scan.carry(), 0);
        copyIn(body, scan.captures(), states + rows);
        boolean ended = false;
        if (first != null) {
            copyIn(first, scan.carry(), 0);
            copyIn(first, scan.captures(), states + rows);
            first.run();
            ended = first.item(0) != 0;
        }
        int limit = scan.count();
        if (scan.isLimited()) {
            limit = (int) Math.min(limit, operands[operands.length - 1].get(0));
        }
        int stacked = result.start();
        for (Tensor state : scan.carry()) {
            stacked += state.shape().size();
        }
        int taken = 0;
        while (taken < limit && !ended) {
            int t = scan.reverse() ? limit - 1 - taken : taken;
            for (int i = 0; i < rows; i++) {
                int size = scan.rows().get(i).shape().size();
                Place element = operands[states + i];
                body.copyIn(scan.rows().get(i), element.array(), element.start() + t * size);
            }
            body.run();
            int to = stacked;
            for (int i = 0; i < scan.outputs().size(); i++) {
                int size = scan.outputs().get(i).shape().size();
                body.copyOut(i, result.array(), to + t * size);
                to += scan.count() * size;
            }
            ended = first != null && body.item(scan.outputs().size()) != 0;
            taken++;
        }
        if (scan.mustEnd() && !ended && taken == scan.count()) {
            throw scan.boundReached();
        }
        int to = result.start();
        for (Tensor state : scan.carry()) {
            body.copyState(state, result.array(), to);
            to += state.shape().size();
        }
        for (Tensor output : scan.outputs()) {
            int size = output.shape().size();
            clear(to + taken * size, to + scan.count() * size);
            to += scan.count() * size;
        }
        if (first != null) {
            result.set(result.layout().size() - 1, taken);
        }
    }

    private void copyIn(FusedExecution execution, List<Tensor> leaves, int from) {
        for (int i = 0; i < leaves.size(); i++) {
            execution.copyIn(leaves.get(i), operands[from + i].array(), operands[from + i].start());
        }
    }

    /** The rows of steps that were not taken. */
    private void clear(int from, int to) {
        if (result.isFloat()) {
            Arrays.fill(result.floats(), from, to, 0);
        } else {
            Arrays.fill(result.doubles(), from, to, 0);
        }
    }
}
