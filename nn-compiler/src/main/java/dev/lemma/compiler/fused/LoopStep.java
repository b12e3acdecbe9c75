package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.Scan;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.primitive.Workplace;
import java.util.ArrayList;
import java.util.List;

/** A loop: its body is an execution of its own, into which states and rows are copied and out of which they are taken. */
final class LoopStep implements Runnable {

    private final Scan scan;
    private final Workplace at;
    private final FusedExecution body;

    LoopStep(Scan scan, Workplace at, FusedExecutor executor) {
        this.scan = scan;
        this.at = at;
        List<Tensor> inputs = new ArrayList<>(scan.rows());
        inputs.addAll(scan.captures());
        this.body = new FusedExecution(new Routine(inputs, scan.outputs(), scan.carry(), scan.nextCarry()), executor);
        at.count(body.bytes());
    }

    @Override
    public void run() {
        int states = scan.carry().size();
        int rows = scan.rows().size();
        for (int i = 0; i < states; i++) {
            body.copyIn(
                    scan.carry().get(i), at.operand(i).array(), at.operand(i).start());
        }
        for (int i = 0; i < scan.captures().size(); i++) {
            body.copyIn(
                    scan.captures().get(i),
                    at.operand(states + rows + i).array(),
                    at.operand(states + rows + i).start());
        }
        int stacked = at.result().start();
        for (Tensor state : scan.carry()) {
            stacked += state.shape().size();
        }
        for (int step = 0; step < scan.count(); step++) {
            int t = scan.reverse() ? scan.count() - 1 - step : step;
            for (int i = 0; i < rows; i++) {
                int size = scan.rows().get(i).shape().size();
                body.copyIn(
                        scan.rows().get(i),
                        at.operand(states + i).array(),
                        at.operand(states + i).start() + t * size);
            }
            body.run();
            int to = stacked;
            for (int i = 0; i < scan.outputs().size(); i++) {
                int size = scan.outputs().get(i).shape().size();
                body.copyOut(i, at.result().array(), to + t * size);
                to += scan.count() * size;
            }
        }
        int to = at.result().start();
        for (Tensor state : scan.carry()) {
            body.copyState(state, at.result().array(), to);
            to += state.shape().size();
        }
    }
}
