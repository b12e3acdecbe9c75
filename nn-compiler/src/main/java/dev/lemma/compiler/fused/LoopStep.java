package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.Scan;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Routine;
import java.util.ArrayList;
import java.util.List;

/** A loop: its body is an execution of its own, into which states and rows are copied and out of which they are taken. */
final class LoopStep implements Step {

    private final Scan scan;
    private final Operands operands;
    private final FusedExecution body;

    LoopStep(Tensor node, Operands operands, FusedExecutor executor) {
        this.scan = (Scan) node.op();
        this.operands = operands;
        List<Tensor> inputs = new ArrayList<>(scan.rows());
        inputs.addAll(scan.captures());
        this.body = new FusedExecution(new Routine(inputs, scan.outputs(), scan.carry(), scan.nextCarry()), executor);
    }

    long bytes() {
        return body.bytes();
    }

    @Override
    public void run() {
        int states = scan.carry().size();
        int rows = scan.rows().size();
        for (int i = 0; i < states; i++) {
            body.copyIn(scan.carry().get(i), operands.array(i), operands.start(i));
        }
        for (int i = 0; i < scan.captures().size(); i++) {
            body.copyIn(scan.captures().get(i), operands.array(states + rows + i), operands.start(states + rows + i));
        }
        int stacked = operands.resultStart();
        for (Tensor state : scan.carry()) {
            stacked += state.shape().size();
        }
        for (int step = 0; step < scan.count(); step++) {
            int t = scan.reverse() ? scan.count() - 1 - step : step;
            for (int i = 0; i < rows; i++) {
                int size = scan.rows().get(i).shape().size();
                body.copyIn(scan.rows().get(i), operands.array(states + i), operands.start(states + i) + t * size);
            }
            body.run();
            int at = stacked;
            for (int i = 0; i < scan.outputs().size(); i++) {
                int size = scan.outputs().get(i).shape().size();
                body.copyOut(i, operands.result(), at + t * size);
                at += scan.count() * size;
            }
        }
        int at = operands.resultStart();
        for (Tensor state : scan.carry()) {
            body.copyState(state, operands.result(), at);
            at += state.shape().size();
        }
    }
}
