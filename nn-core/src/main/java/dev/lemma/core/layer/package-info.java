/**
 * The parts of networks, each a record that writes an expression. The batch is the first axis of every input; images
 * are [N, C, H, W], signals [N, C, L], sequences [N, T, E].
 *
 * <p>A layer holds options, never numbers: it declares its parameters in the scope it is given, so that one layer
 * object may stand in many networks. Options are changed by methods that return a changed copy:
 * {@code new Convolution2D(16, 3).stride(2).same()}. Parameters are named by their place: {@code 0/weight} is the
 * weight of the first part of a {@link dev.lemma.core.layer.Sequential}. Their layouts are PyTorch's (dense weights
 * [out, in], filters [out, in/groups, kH, kW]), so that files of parameters pass between the two unchanged.
 *
 * <p>By default weights are drawn from N(0, 1/fan-in) and biases are 0.
 */
@NullMarked
package dev.lemma.core.layer;

import org.jspecify.annotations.NullMarked;
