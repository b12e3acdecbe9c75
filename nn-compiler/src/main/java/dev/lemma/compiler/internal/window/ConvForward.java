package dev.lemma.compiler.internal.window;

import dev.lemma.compiler.concurrent.Team;
import java.util.function.IntConsumer;

/**
 * Convolution {@code y = w ⋆ x} of {@link ConvGeometry}; bilinear in {@code x} and {@code w}.
 *
 * <p>The weights are put into the order of the tiles. Per image and group: the planes are packed ({@link PackedPlanes}), all
 * positions computed by one {@link PlaneProducts#sum}. Cost: {@code 2·|y|·terms} flop. Images and groups are independent, so the bits do not depend on the team.
 * Immutable; calls on different scratch may overlap.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public final class ConvForward<A> {

    private final ConvGeometry geometry;
    private final PlaneProducts<A> numbers;
    private final PackedPlanes planes;
    private final PlaneSums sums;
    private final int[] arrangement;
    private final int weights;
    private final int units;
    private final int parts;
    private final int packed;
    private final int perPart;

    /** Plans for one geometry, in the arithmetic of {@code numbers}. */
    public ConvForward(ConvGeometry geometry, PlaneProducts<A> numbers) {
        this.geometry = geometry;
        this.numbers = numbers;
        planes = new PackedPlanes(geometry);
        sums = planes.sums(geometry.groupOutputs());
        arrangement = numbers.arrangement(sums);
        int terms = geometry.terms();
        int[] order = planes.order();
        for (int i = 0; i < arrangement.length; i++) {
            arrangement[i] = arrangement[i] / terms * terms + order[arrangement[i] % terms];
        }
        weights = Math.multiplyExact(geometry.groups(), arrangement.length);
        units = geometry.batch() * geometry.groups();
        parts = Parts.of(units);
        packed = planes.size() + numbers.lanes();
        perPart = Math.addExact(packed, numbers.workspace(sums));
        Math.addExact(weights, Math.multiplyExact(parts, perPart));
    }

    /** Numbers of scratch that {@link #run} needs; they need not be set, and hold nothing of use afterwards. */
    public int scratch() {
        return weights + parts * perPart;
    }

    /**
     * Writes {@code y} from {@code x} and {@code w}, each beginning at its offset; none of the arrays' ranges may overlap.
     *
     * @throws IllegalArgumentException if an array is too short, before anything is written
     */
    public void run(A x, int xOffset, A w, int wOffset, A y, int yOffset, A scratch, int scratchOffset, Team team) {
        bound(x, xOffset, w, wOffset, y, yOffset, scratch, scratchOffset, team).run();
    }

    /** The same on these arrays, again and again, without making anything new. */
    public Runnable bound(
            A x, int xOffset, A w, int wOffset, A y, int yOffset, A scratch, int scratchOffset, Team team) {
        Extents.require("x", x, xOffset, geometry.inputSize());
        Extents.require("w", w, wOffset, geometry.weightSize());
        Extents.require("y", y, yOffset, geometry.outputSize());
        Extents.require("scratch", scratch, scratchOffset, scratch());
        IntConsumer each = part -> {
            int from = scratchOffset + weights + part * perPart;
            part(part, x, xOffset, y, yOffset, scratch, scratchOffset, from);
        };
        return () -> {
            int perGroup = geometry.groupOutputs() * geometry.terms();
            for (int group = 0; group < geometry.groups(); group++) {
                int to = scratchOffset + group * arrangement.length;
                numbers.permute(w, wOffset + group * perGroup, scratch, to, arrangement);
            }
            Parts.run(team, geometry.flops(), parts, each);
        };
    }

    private void part(int part, A x, int xOffset, A y, int yOffset, A scratch, int arranged, int at) {
        int outH = geometry.outH();
        int outW = geometry.outW();
        int outputs = geometry.groupOutputs();
        int last = Parts.first(units, parts, part + 1);
        numbers.zero(scratch, at, at + packed);
        for (int unit = Parts.first(units, parts, part); unit < last; unit++) {
            int image = unit / geometry.groups();
            int group = unit % geometry.groups();
            int channel = image * geometry.inChannels() + group * geometry.groupInputs();
            planes.pack(numbers, x, xOffset + channel * geometry.inH() * geometry.inW(), scratch, at);
            numbers.sum(
                    sums,
                    scratch,
                    arranged + group * arrangement.length,
                    scratch,
                    at,
                    y,
                    yOffset + (image * geometry.outChannels() + group * outputs) * outH * outW,
                    outH * outW,
                    outW,
                    1,
                    scratch,
                    at + packed);
        }
    }
}
