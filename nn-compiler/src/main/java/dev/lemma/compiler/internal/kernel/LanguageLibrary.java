package dev.lemma.compiler.internal.kernel;

import dev.lemma.api.special.ScaledErfcIntegral;
import dev.lemma.api.special.Special;
import dev.lemma.api.tensor.ArgMax;
import dev.lemma.api.tensor.ArgSort;
import dev.lemma.api.tensor.Binary;
import dev.lemma.api.tensor.Broadcast;
import dev.lemma.api.tensor.Cast;
import dev.lemma.api.tensor.Concat;
import dev.lemma.api.tensor.Convolution;
import dev.lemma.api.tensor.ConvolutionInputGradient;
import dev.lemma.api.tensor.ConvolutionWeightGradient;
import dev.lemma.api.tensor.CumulativeSum;
import dev.lemma.api.tensor.CustomGradient;
import dev.lemma.api.tensor.CustomTangent;
import dev.lemma.api.tensor.DeriveKey;
import dev.lemma.api.tensor.Draw;
import dev.lemma.api.tensor.Gather;
import dev.lemma.api.tensor.Literal;
import dev.lemma.api.tensor.MatMul;
import dev.lemma.api.tensor.Max;
import dev.lemma.api.tensor.MaxPoolIndices;
import dev.lemma.api.tensor.Pad;
import dev.lemma.api.tensor.ParameterView;
import dev.lemma.api.tensor.Permute;
import dev.lemma.api.tensor.Polygamma;
import dev.lemma.api.tensor.Reshape;
import dev.lemma.api.tensor.ScatterAdd;
import dev.lemma.api.tensor.ScatterAlong;
import dev.lemma.api.tensor.Select;
import dev.lemma.api.tensor.Slice;
import dev.lemma.api.tensor.SquaredDistance;
import dev.lemma.api.tensor.StopGradient;
import dev.lemma.api.tensor.Sum;
import dev.lemma.api.tensor.TakeAlong;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Unary;
import dev.lemma.api.tensor.WindowSum;
import dev.lemma.api.tensor.WindowSumAdjoint;
import dev.lemma.compiler.internal.definition.ElementwiseDefinitions;
import dev.lemma.compiler.internal.definition.IndexDefinitions;
import dev.lemma.compiler.internal.definition.MoveDefinitions;
import dev.lemma.compiler.internal.definition.ProductDefinitions;
import dev.lemma.compiler.internal.definition.RandomDefinitions;
import dev.lemma.compiler.internal.definition.ReductionDefinitions;
import dev.lemma.compiler.internal.definition.WindowDefinitions;
import dev.lemma.compiler.primitive.Definition;
import dev.lemma.compiler.primitive.PrimitiveLibrary;
import dev.lemma.compiler.primitive.PrimitiveRegistry;
import java.util.List;

/**
 * The primitives of the language. Without a kernel are those that the fused executor does not run one by one: element-wise ones and reductions, which
 * chains compute; moves, which are views; loops and draws, whose kernels are the executor's own.
 */
public final class LanguageLibrary implements PrimitiveLibrary {

    @Override
    public void contribute(PrimitiveRegistry to) {
        to.add(Literal.class, MoveDefinitions::literal);
        to.add(Unary.class, ElementwiseDefinitions::unary);
        to.add(Polygamma.class, ElementwiseDefinitions::polygamma);
        to.add(Special.class, ElementwiseDefinitions::special);
        to.add(ScaledErfcIntegral.class, ElementwiseDefinitions::scaledErfcIntegral);
        to.add(Binary.class, ElementwiseDefinitions::binary);
        to.add(Select.class, ElementwiseDefinitions::select);

        to.add(Reshape.class, MoveDefinitions::same);
        to.add(StopGradient.class, MoveDefinitions::same);
        to.add(CustomGradient.class, MoveDefinitions::same);
        to.add(CustomTangent.class, MoveDefinitions::same);
        to.add(ParameterView.class, MoveDefinitions::parameter);
        to.add(Broadcast.class, MoveDefinitions::broadcast);
        to.add(Permute.class, MoveDefinitions::permute);
        to.add(Slice.class, MoveDefinitions::slice);
        to.add(Cast.class, MoveDefinitions::same, MoveKernels::cast);
        to.add(Pad.class, MoveDefinitions::pad, MoveKernels::pad);
        to.add(Concat.class, MoveDefinitions::concat, MoveKernels::concat);

        to.add(Sum.class, ReductionDefinitions::sum);
        to.add(Max.class, ReductionDefinitions::max);
        to.add(ArgMax.class, ReductionDefinitions::argMax, ReductionKernels::argMax);
        to.add(ArgSort.class, ReductionDefinitions::argSort, SortKernel::new);
        to.add(CumulativeSum.class, ReductionDefinitions::cumulativeSum, ReductionKernels::cumulativeSum);

        to.add(Gather.class, IndexDefinitions::gather, IndexKernels::gather);
        to.add(ScatterAdd.class, IndexDefinitions::scatterAdd, IndexKernels::scatterAdd);
        to.add(TakeAlong.class, IndexDefinitions::takeAlong, IndexKernels::takeAlong);
        to.add(ScatterAlong.class, IndexDefinitions::scatterAlong, IndexKernels::scatterAlong);

        to.add(MatMul.class, ProductDefinitions::matmul, ProductKernel::of);
        to.add(SquaredDistance.class, ProductDefinitions::squaredDistance, DistanceKernels::squaredDistance);
        to.add(ProductSum.class, LanguageLibrary::productSum, ProductKernel::of);

        to.add(Convolution.class, WindowDefinitions::convolution, WindowKernels::convolution);
        to.add(ConvolutionInputGradient.class, WindowDefinitions::inputGradient, WindowKernels::inputGradient);
        to.add(ConvolutionWeightGradient.class, WindowDefinitions::weightGradient, WindowKernels::weightGradient);
        to.add(MaxPoolIndices.class, WindowDefinitions::maxPoolIndices, WindowKernels::maxPoolIndices);
        to.add(MaxPoolBoth.class, LanguageLibrary::maxPoolBoth, WindowKernels::maxPoolBoth);
        to.add(WindowSum.class, WindowDefinitions::windowSum, WindowKernels::windowSum);
        to.add(WindowSumAdjoint.class, WindowDefinitions::windowSumAdjoint, WindowKernels::windowSumAdjoint);

        to.add(Draw.class, RandomDefinitions::draw);
        to.add(DeriveKey.class, RandomDefinitions::deriveKey, MoveKernels::deriveKey);
    }

    private static Definition productSum(ProductSum sum, Tensor node) {
        return (in, result) -> {
            double[] term = new double[result.length];
            for (int i = 0; i < sum.products().size(); i++) {
                MatMul product = sum.products().get(i);
                Tensor one = Tensor.apply(product, node.operand(2 * i), node.operand(2 * i + 1));
                ProductDefinitions.matmul(product, one).evaluate(in.subList(2 * i, 2 * i + 2), term);
                for (int j = 0; j < result.length; j++) {
                    result[j] += term[j];
                }
            }
        };
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
