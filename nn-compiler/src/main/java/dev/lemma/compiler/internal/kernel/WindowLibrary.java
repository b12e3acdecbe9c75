package dev.lemma.compiler.internal.kernel;

import dev.lemma.api.tensor.Convolution;
import dev.lemma.api.tensor.ConvolutionInputGradient;
import dev.lemma.api.tensor.ConvolutionWeightGradient;
import dev.lemma.api.tensor.MaxPoolIndices;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.WindowSum;
import dev.lemma.api.tensor.WindowSumAdjoint;
import dev.lemma.compiler.internal.definition.WindowDefinitions;
import dev.lemma.compiler.primitive.Definition;
import dev.lemma.compiler.primitive.PrimitiveLibrary;
import dev.lemma.compiler.primitive.PrimitiveRegistry;
import java.util.List;

/** Convolutions and pooling. */
public final class WindowLibrary implements PrimitiveLibrary {

    @Override
    public void contribute(PrimitiveRegistry to) {
        to.add(Convolution.class, WindowDefinitions::convolution, WindowKernels::convolution);
        to.add(ConvolutionInputGradient.class, WindowDefinitions::inputGradient, WindowKernels::inputGradient);
        to.add(ConvolutionWeightGradient.class, WindowDefinitions::weightGradient, WindowKernels::weightGradient);
        to.add(MaxPoolIndices.class, WindowDefinitions::maxPoolIndices, WindowKernels::maxPoolIndices);
        to.add(MaxPoolBoth.class, WindowLibrary::maxPoolBoth, WindowKernels::maxPoolBoth);
        to.add(WindowSum.class, WindowDefinitions::windowSum, WindowKernels::windowSum);
        to.add(WindowSumAdjoint.class, WindowDefinitions::windowSumAdjoint, WindowKernels::windowSumAdjoint);
    }

    private static Definition maxPoolBoth(MaxPoolBoth both, Tensor node) {
        MaxPoolIndices indices = new MaxPoolIndices(both.window());
        Tensor images = node.operand(0);
        Tensor places = Tensor.apply(indices, images);
        int plane = images.shape().extent(2) * images.shape().extent(3);
        int pooled = places.shape().extent(2) * places.shape().extent(3);
        return (in, result) -> {
            double[] found = new double[result.length / 2];
            WindowDefinitions.maxPoolIndices(indices, places).evaluate(List.of(in.get(0)), found);
            System.arraycopy(found, 0, result, 0, found.length);
            for (int i = 0; i < found.length; i++) {
                result[found.length + i] = in.get(0)[i / pooled * plane + (int) found[i]];
            }
        };
    }
}
