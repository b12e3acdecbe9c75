package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.primitive.Definition;
import dev.lemma.compiler.primitive.Kernel;
import dev.lemma.compiler.primitive.Place;
import dev.lemma.compiler.primitive.Workplace;
import java.util.Arrays;
import java.util.List;

/** A primitive without a kernel of its own, computed by its definition: users' primitives, and rare ones. */
final class DefinitionKernel implements Kernel {

    private final Tensor node;
    private final Definition definition;

    DefinitionKernel(Tensor node, Definition definition) {
        this.node = node;
        this.definition = definition;
    }

    @Override
    public Runnable bind(Workplace at) {
        double[][] values = new double[node.operands().size()][];
        for (int i = 0; i < values.length; i++) {
            values[i] = own(at, node.operand(i));
        }
        double[] computed = own(at, node);
        List<double[]> operands = List.of(values);
        Place result = at.result();
        return () -> {
            for (int i = 0; i < values.length; i++) {
                Place from = at.operand(i);
                if (from.isFloat()) {
                    for (int j = 0; j < values[i].length; j++) {
                        values[i][j] = from.floats()[from.start() + j];
                    }
                } else {
                    System.arraycopy(from.doubles(), from.start(), values[i], 0, values[i].length);
                }
            }
            Arrays.fill(computed, 0);
            definition.evaluate(operands, computed);
            if (result.isFloat()) {
                for (int j = 0; j < computed.length; j++) {
                    result.floats()[result.start() + j] = (float) computed[j];
                }
            } else {
                System.arraycopy(computed, 0, result.doubles(), result.start(), computed.length);
            }
        };
    }

    /** Of the very length of the node, as definitions expect it. */
    private static double[] own(Workplace at, Tensor node) {
        return (double[]) at.memory(DType.FLOAT64, node.shape().size());
    }
}
