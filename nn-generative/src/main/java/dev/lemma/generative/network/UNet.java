package dev.lemma.generative.network;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.initializer.Initializers;
import dev.lemma.core.layer.AveragePool2D;
import dev.lemma.core.layer.Convolution2D;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Embedding;
import dev.lemma.core.layer.GroupNorm;
import dev.lemma.core.layer.MultiHeadAttention;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A small U-Net of images [C, H, W]: residual blocks that see the time at each of a few resolutions, attention at the coarsest, and paths across.
 *
 * <pre>{@code
 * block(x) = skip(x) + conv(φ(norm(conv(φ(norm(x))) + W e(t))))
 * down: block, halve …   middle: block, attention, block   up: double, join, block …
 * }</pre>
 *
 * <p>H and W must be multiples of 2^(levels − 1). φ is SiLU; the last convolution of every block and of the network begins at 0. Level k has {@code
 * channels·2ᵏ} channels.
 *
 * @param channels at the finest level, a multiple of {@code groups}
 * @param levels at least 1
 * @param groups of the norms
 * @param heads of the attention in the middle; 0 for none
 * @param embedding of the time
 * @param classes number of labels, 0 for none
 * @see <a href="https://arxiv.org/abs/1505.04597">Ronneberger, Fischer and Brox 2015</a>, <a href="https://arxiv.org/abs/2006.11239">Ho, Jain and Abbeel 2020, appendix B</a>
 */
public record UNet(int channels, int levels, int groups, int heads, TimeEmbedding embedding, int classes)
        implements TimedLayer {

    public UNet {
        Check.atLeastOne("channels", channels);
        Check.atLeastOne("levels", levels);
        Check.atLeastOne("groups", groups);
        Check.atLeast("heads", heads, 0);
        Check.atLeast("classes", classes, 0);
        if (channels % groups != 0) {
            throw new IllegalArgumentException(
                    "channels: expected a multiple of the " + groups + " groups, got " + channels);
        }
    }

    /** With groups of four channels, one head of attention in the middle, no labels. */
    public UNet(int channels, int levels) {
        this(channels, levels, Math.max(1, channels / 4), 1, new TimeEmbedding(16, 1, 1000), 0);
    }

    /** With labels. */
    public UNet classes(int count) {
        return new UNet(channels, levels, groups, heads, embedding, count);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x, Tensor time, @Nullable Tensor label) {
        int factor = 1 << (levels - 1);
        if (x.rank() != 4 || x.shape().extent(2) % factor != 0 || x.shape().extent(3) % factor != 0) {
            throw new ShapeException("U-Net: expected images [N, C, H, W] with H and W multiples of " + factor + " for "
                    + levels + " levels, got " + x.shape());
        }
        Tensor e = Activations.SILU.apply(new Dense(4 * channels).apply(scope.child("time"), embedding.of(time)));
        if (classes > 0 && label != null) {
            e = e.plus(new Embedding(classes + 1, 4 * channels).apply(scope.child("label"), label));
        }
        Tensor h = new Convolution2D(channels, 3).same().apply(scope.child("first"), x);
        List<Tensor> across = new ArrayList<>();
        for (int k = 0; k < levels; k++) {
            h = block(scope.child("down" + k), h, e, channels << k);
            if (k < levels - 1) {
                across.add(h);
                h = new AveragePool2D(2).apply(scope, h);
            }
        }
        int widest = channels << (levels - 1);
        if (heads > 0) {
            h = attention(scope.child("attention"), h);
        }
        h = block(scope.child("middle"), h, e, widest);
        for (int k = levels - 2; k >= 0; k--) {
            h = Tensor.concat(1, doubled(h), across.get(k));
            h = block(scope.child("up" + k), h, e, channels << k);
        }
        h = Activations.SILU.apply(new GroupNorm(groups).apply(scope.child("norm"), h));
        return new Convolution2D(x.shape().extent(1), 3)
                .same()
                .weight(Initializers.zeros())
                .apply(scope.child("last"), h);
    }

    private Tensor block(Scope scope, Tensor x, Tensor e, int width) {
        Tensor h = Activations.SILU.apply(new GroupNorm(groupsOf(x)).apply(scope.child("norm1"), x));
        h = new Convolution2D(width, 3).same().apply(scope.child("conv1"), h);
        Tensor shift = new Dense(width).apply(scope.child("time"), e);
        h = h.plus(shift.reshape(shift.shape().extent(0), width, 1, 1));
        h = Activations.SILU.apply(new GroupNorm(groups).apply(scope.child("norm2"), h));
        h = new Convolution2D(width, 3).same().weight(Initializers.zeros()).apply(scope.child("conv2"), h);
        Tensor skip = x.shape().extent(1) == width
                ? x
                : new Convolution2D(width, 1).noBias().apply(scope.child("skip"), x);
        return skip.plus(h);
    }

    /** The inputs of a block have a multiple of the finest level's channels, and so of its groups. */
    private int groupsOf(Tensor x) {
        return x.shape().extent(1) % groups == 0 ? groups : 1;
    }

    private Tensor attention(Scope scope, Tensor x) {
        int n = x.shape().extent(0);
        int c = x.shape().extent(1);
        Tensor h = new GroupNorm(groups).apply(scope.child("norm"), x);
        Tensor sequence = h.reshape(n, c, -1).permute(0, 2, 1);
        Tensor mixed = new MultiHeadAttention(heads).apply(scope.child("heads"), sequence);
        return x.plus(mixed.permute(0, 2, 1).reshape(x.shape()));
    }

    private static Tensor doubled(Tensor x) {
        int n = x.shape().extent(0);
        int c = x.shape().extent(1);
        int h = x.shape().extent(2);
        int w = x.shape().extent(3);
        return x.reshape(n, c, h, 1, w, 1).broadcast(n, c, h, 2, w, 2).reshape(n, c, 2 * h, 2 * w);
    }
}
