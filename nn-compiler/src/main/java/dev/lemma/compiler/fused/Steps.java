package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.ArgMax;
import dev.lemma.api.tensor.Cast;
import dev.lemma.api.tensor.Concat;
import dev.lemma.api.tensor.Convolution;
import dev.lemma.api.tensor.ConvolutionInputGradient;
import dev.lemma.api.tensor.ConvolutionWeightGradient;
import dev.lemma.api.tensor.CumulativeSum;
import dev.lemma.api.tensor.DeriveKey;
import dev.lemma.api.tensor.Draw;
import dev.lemma.api.tensor.Gather;
import dev.lemma.api.tensor.MatMul;
import dev.lemma.api.tensor.MaxPoolIndices;
import dev.lemma.api.tensor.Pad;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Reshape;
import dev.lemma.api.tensor.Scan;
import dev.lemma.api.tensor.ScatterAdd;
import dev.lemma.api.tensor.ScatterAlong;
import dev.lemma.api.tensor.Slice;
import dev.lemma.api.tensor.SquaredDistance;
import dev.lemma.api.tensor.TakeAlong;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.WindowSum;
import dev.lemma.api.tensor.WindowSumAdjoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Binds items to arrays. */
final class Steps {

    private final Plan plan;
    private final Memory memory;
    private final Binding binding;
    private final FusedExecutor executor;

    Steps(Plan plan, Memory memory, Binding binding, FusedExecutor executor) {
        this.plan = plan;
        this.memory = memory;
        this.binding = binding;
        this.executor = executor;
    }

    /** The step of an item; null where there is nothing to do. */
    @Nullable
    Step step(Item item) {
        if (item instanceof Group group) {
            return group.stores().isEmpty() && group.reductions().isEmpty() ? null : chain(group);
        }
        if (item instanceof Item.Copy copy) {
            return new StridedCopy(
                    binding.array(copy.source().base()),
                    binding.offset(copy.source().base()),
                    copy.source(),
                    binding.array(copy.node()),
                    binding.offset(copy.node()),
                    copy.node().shape().strides());
        }
        Item.Compute compute = (Item.Compute) item;
        Primitive op = compute.node().op();
        if (compute.node().shape().size() == 0) {
            return null;
        }
        if (op instanceof MatMul product) {
            return new ProductStep(product, compute.node(), 0, compute.operands(), binding, executor.products());
        }
        if (op instanceof ProductSum sum) {
            return productSum(sum, compute);
        }
        if (op instanceof Concat concat) {
            return concat(concat, compute);
        }
        Tensor node = compute.node();
        Operands operands = new Operands(node, compute.operands(), binding);
        if (op instanceof Gather gather) {
            return IndexSteps.gather(operands, node, gather);
        }
        if (op instanceof ScatterAdd scatter) {
            return IndexSteps.scatterAdd(operands, node, scatter);
        }
        if (op instanceof TakeAlong) {
            return isPooling(node)
                    ? WindowSteps.take(operands, node, executor.team())
                    : IndexSteps.takeAlong(operands, node);
        }
        if (op instanceof ScatterAlong scatter) {
            return isPooling(node)
                    ? WindowSteps.put(operands, node, executor.team())
                    : IndexSteps.scatterAlong(operands, node, scatter);
        }
        if (op instanceof Convolution convolution) {
            return WindowSteps.convolution(operands, node, convolution, binding, executor.team());
        }
        if (op instanceof ConvolutionInputGradient gradient) {
            return WindowSteps.inputGradient(operands, node, gradient, binding, executor.team());
        }
        if (op instanceof ConvolutionWeightGradient gradient) {
            return WindowSteps.weightGradient(operands, node, gradient, binding, executor.team());
        }
        if (op instanceof MaxPoolIndices pool) {
            return WindowSteps.maxPoolIndices(operands, node, pool, executor.team());
        }
        if (op instanceof MaxPoolBoth pool) {
            return WindowSteps.maxPoolBoth(operands, node, pool.window(), executor.team());
        }
        if (op instanceof WindowSum sum) {
            return WindowSteps.windowSum(operands, node, sum, executor.team());
        }
        if (op instanceof WindowSumAdjoint adjoint) {
            return WindowSteps.windowSumAdjoint(operands, node, adjoint, executor.team());
        }
        if (op instanceof SquaredDistance) {
            return DistanceStep.of(operands, node, binding, executor);
        }
        if (op instanceof ArgMax) {
            return IndexSteps.argMax(operands, node);
        }
        if (op instanceof CumulativeSum sum) {
            return IndexSteps.cumulativeSum(operands, node, sum.reverse());
        }
        if (op instanceof Pad pad) {
            return pad(pad, compute, operands);
        }
        if (op instanceof Cast) {
            int size = node.shape().size();
            return () -> {
                for (int i = 0; i < size; i++) {
                    operands.set(i, operands.get(0, i));
                }
            };
        }
        if (op instanceof Draw draw) {
            return new DrawStep(draw, operands, binding, executor.chains(), executor.team());
        }
        if (op instanceof DeriveKey) {
            return () -> operands.setKey(operands.key(0).at((long) operands.get(1, 0)));
        }
        if (op instanceof Scan) {
            LoopStep loop = new LoopStep(node, operands, executor);
            binding.count(loop.bytes());
            return loop;
        }
        return new DefinitionStep(node, compute.operands(), binding);
    }

    private Step productSum(ProductSum sum, Item.Compute compute) {
        Step[] steps = new Step[sum.products().size()];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = new ProductStep(
                    sum.products().get(i), compute.node(), i, compute.operands(), binding, executor.products());
        }
        return () -> {
            for (Step step : steps) {
                step.run();
            }
        };
    }

    /** Whether the places come from pooling, and so lie in range. */
    private static boolean isPooling(Tensor node) {
        Tensor places = node.operand(1);
        while (places.op() instanceof Reshape || places.op() instanceof Slice) {
            places = places.operand(0);
        }
        return places.op() instanceof MaxPoolIndices || places.op() instanceof MaxPoolBoth;
    }

    /** Zeros everywhere, then the operand's elements at their new distances. */
    private Step pad(Pad pad, Item.Compute compute, Operands operands) {
        View view = compute.operands().get(0);
        int[] strides = compute.node().shape().strides();
        int[] steps = new int[strides.length];
        int start = operands.resultStart();
        for (int axis = 0; axis < strides.length; axis++) {
            start += pad.low().get(axis) * strides[axis];
            steps[axis] = strides[axis] * (pad.between().get(axis) + 1);
        }
        StridedCopy copy = new StridedCopy(
                operands.array(0), operands.start(0) - view.offset(), view, operands.result(), start, steps);
        return () -> {
            operands.clearResult();
            copy.run();
        };
    }

    private Step chain(Group group) {
        return new ChainStep(group, executor.chains().compile(group.chain()), binding, executor.team());
    }

    private @Nullable Step concat(Concat concat, Item.Compute compute) {
        Tensor node = compute.node();
        int[] strides = node.shape().strides();
        List<Step> copies = new ArrayList<>();
        Set<Tensor> written = Collections.newSetFromMap(new IdentityHashMap<>());
        int start = 0;
        for (int i = 0; i < compute.operands().size(); i++) {
            View view = compute.operands().get(i);
            // What was written in place is at its first place; a part that comes twice is copied to the second.
            boolean inPlace = memory.isWithin(view.base(), node) && view.isWhole() && written.add(view.base());
            if (!inPlace) {
                copies.add(new StridedCopy(
                        binding.array(view.base()),
                        binding.offset(view.base()),
                        view,
                        binding.array(node),
                        binding.offset(node) + start * strides[concat.axis()],
                        strides));
            }
            start += node.operand(i).shape().extent(concat.axis());
        }
        Step[] steps = copies.toArray(new Step[0]);
        return steps.length == 0
                ? null
                : () -> {
                    for (Step step : steps) {
                        step.run();
                    }
                };
    }
}
