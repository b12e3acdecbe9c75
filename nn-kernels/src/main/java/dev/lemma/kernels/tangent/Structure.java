package dev.lemma.kernels.tangent;

import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.ParameterView;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.walk.ParameterUse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How the parameters of a traced network meet its samples, one {@link Block} of the Jacobian for each. */
final class Structure {

    /** The derivatives with respect to one parameter. */
    sealed interface Block {
        /** Its factor in the kernel: learning rate times the square of what the expression multiplies it by. */
        double factor();
    }

    /**
     * {@code h_i ⊗ Δ_i}, and Δ_i itself if the same numbers are then moved by a bias: the kernel is {@code (factor·h h′ᵀ + shift) ∘ (Δ Δ′ᵀ)}.
     *
     * @param shift the factor of the bias, 0 without one
     */
    record Outer(Contact contact, double factor, double shift) implements Block {}

    /** Derivatives per sample, summed over the contacts of a shared parameter. */
    record Direct(List<Contact> contacts, double factor) implements Block {}

    /** A parameter whose use is not understood: one vector-Jacobian product per sample. */
    record Unknown(Tensor view, double factor) implements Block {}

    private final Tensor y;
    private final int samples;
    private final List<Block> blocks;

    private Structure(Tensor y, int samples, List<Block> blocks) {
        this.y = y;
        this.samples = samples;
        this.blocks = blocks;
    }

    static Structure of(Tensor y, Tensor theta, int samples) {
        Map<String, List<Contact>> contacts = new LinkedHashMap<>();
        Map<String, Tensor> views = new LinkedHashMap<>();
        List<Tensor> order = Graph.order(List.of(y));
        for (Tensor node : order) {
            if (node.op() instanceof ParameterView view && node.operand(0) == theta) {
                views.put(view.parameter().name(), node);
                contacts.put(view.parameter().name(), new ArrayList<>());
            }
        }
        for (Tensor node : order) {
            ParameterUse whole = ParameterUse.of(node);
            if (whole != null && whole.isOf(theta)) {
                continue;
            }
            for (int side = 0; side < node.operands().size(); side++) {
                ParameterUse use = ParameterUse.of(node.operand(side));
                if (use != null && use.isOf(theta) && use.trained()) {
                    contacts.computeIfAbsent(use.parameter().name(), key -> new ArrayList<>())
                            .add(new Contact(node, use, side));
                }
            }
        }
        List<Block> blocks = new ArrayList<>();
        contacts.forEach((name, found) -> {
            Tensor view = views.get(name);
            if (view != null && !found.isEmpty()) {
                blocks.add(block(view, found, samples));
            }
        });
        return new Structure(y, samples, merged(blocks, order, samples));
    }

    /** Weights with the biases that are added to their products and to nothing else: both have the same derivative Δ. */
    private static List<Block> merged(List<Block> blocks, List<Tensor> order, int samples) {
        Map<Tensor, Integer> uses = new IdentityHashMap<>();
        for (Tensor node : order) {
            node.operands().forEach(operand -> uses.merge(operand, 1, Integer::sum));
        }
        Map<Tensor, Direct> biases = new IdentityHashMap<>();
        for (Block block : blocks) {
            if (block instanceof Direct direct && direct.contacts().size() == 1) {
                Contact contact = direct.contacts().get(0);
                Tensor moved = contact.node().operand(1 - contact.side());
                if (contact.isShift(samples) && uses.getOrDefault(moved, 0) == 1) {
                    biases.put(moved, direct);
                }
            }
        }
        List<Block> merged = new ArrayList<>();
        Set<Block> gone = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Block block : blocks) {
            if (block instanceof Outer outer) {
                Direct bias = biases.get(outer.contact().node());
                if (bias != null) {
                    gone.add(bias);
                    merged.add(new Outer(outer.contact(), outer.factor(), bias.factor()));
                    continue;
                }
            }
            merged.add(block);
        }
        merged.removeIf(gone::contains);
        return merged;
    }

    private static Block block(Tensor view, List<Contact> contacts, int samples) {
        Parameter parameter = ((ParameterView) view.op()).parameter();
        Contact first = contacts.get(0);
        double factor = first.use().factor();
        if (contacts.size() == 1 && first.outer(samples)) {
            return new Outer(first, parameter.rateScale() * factor * factor, 0);
        }
        boolean known = contacts.size() == 1;
        for (Contact contact : contacts) {
            known &= contact.derivatives(contact.node(), samples) != null;
        }
        return known
                ? new Direct(contacts, parameter.rateScale() * factor * factor)
                : new Unknown(view, parameter.rateScale());
    }

    List<Block> blocks() {
        return blocks;
    }

    /** The h of the outer blocks. */
    List<Tensor> lefts() {
        List<Tensor> lefts = new ArrayList<>();
        for (Block block : blocks) {
            if (block instanceof Outer outer) {
                lefts.add(outer.contact().left());
            }
        }
        return lefts;
    }

    /** For each block what depends on the output: Δ [n, m] or derivatives [n, size]. */
    List<Tensor> rights(Tensor cotangent) {
        List<Tensor> nodes = new ArrayList<>();
        for (Block block : blocks) {
            if (block instanceof Outer outer) {
                nodes.add(outer.contact().node());
            } else if (block instanceof Direct direct) {
                direct.contacts().forEach(contact -> nodes.add(contact.node()));
            }
        }
        List<Tensor> cotangents = Derivatives.vjp(List.of(y), nodes, List.of(cotangent.reshape(y.shape())));
        List<Tensor> rights = new ArrayList<>();
        int at = 0;
        for (Block block : blocks) {
            if (block instanceof Outer) {
                rights.add(cotangents.get(at++));
            } else if (block instanceof Direct direct) {
                Tensor sum = null;
                for (Contact contact : direct.contacts()) {
                    Tensor each = java.util.Objects.requireNonNull(contact.derivatives(cotangents.get(at++), samples));
                    sum = sum == null ? each : sum.plus(each);
                }
                rights.add(java.util.Objects.requireNonNull(sum));
            } else {
                Tensor view = ((Unknown) block).view();
                Tensor each = y.reshape(samples, y.shape().size() / samples)
                        .times(cotangent.reshape(samples, y.shape().size() / samples))
                        .sum(1);
                rights.add(Derivatives.jacobian(each, view)
                        .reshape(samples, view.shape().size()));
            }
        }
        return rights;
    }
}
