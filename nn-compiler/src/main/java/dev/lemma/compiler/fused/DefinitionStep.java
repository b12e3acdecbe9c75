package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.ArrayList;
import java.util.List;

/** A primitive without a kernel of its own, computed by its definition: users' primitives, and rare ones. */
final class DefinitionStep implements Step {

    private final Tensor node;
    private final Object[] operands;
    private final int[] starts;
    private final Object result;
    private final int resultStart;

    DefinitionStep(Tensor node, List<View> views, Binding binding) {
        this.node = node;
        this.operands = new Object[views.size()];
        this.starts = new int[views.size()];
        for (int i = 0; i < operands.length; i++) {
            operands[i] = binding.array(views.get(i).base());
            starts[i] = binding.offset(views.get(i).base()) + views.get(i).offset();
        }
        this.result = binding.array(node);
        this.resultStart = binding.offset(node);
    }

    @Override
    public void run() {
        List<double[]> values = new ArrayList<>();
        for (int i = 0; i < operands.length; i++) {
            double[] value = new double[node.operand(i).shape().size()];
            for (int j = 0; j < value.length; j++) {
                value[j] =
                        operands[i] instanceof float[] f ? f[starts[i] + j] : ((double[]) operands[i])[starts[i] + j];
            }
            values.add(value);
        }
        double[] computed = ReferenceExecutor.apply(node, values);
        if (result instanceof float[] f) {
            for (int j = 0; j < computed.length; j++) {
                f[resultStart + j] = (float) computed[j];
            }
        } else {
            System.arraycopy(computed, 0, result, resultStart, computed.length);
        }
    }
}
