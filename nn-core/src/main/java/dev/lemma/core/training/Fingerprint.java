package dev.lemma.core.training;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.Input;
import dev.lemma.api.tensor.Literal;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.ParameterView;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Scan;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Routine;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.network.Network;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a training is, in short texts that are equal in every process that trains the same: hashes (SHA-256, 64 bits of it)
 * of numbers and of expressions, with what a reader recognises in front.
 */
final class Fingerprint {

    private final MessageDigest digest;

    private Fingerprint() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Parameters and states by name, shape and place, and the type. */
    static String of(Network network) {
        Fingerprint print = new Fingerprint();
        for (List<Parameter> part : List.of(network.parameters(), network.states())) {
            for (Parameter parameter : part) {
                print.add(parameter.name())
                        .add(parameter.shape().toString())
                        .add(Double.toString(parameter.rateScale()))
                        .add(Double.toString(parameter.scaleFreeRate()));
            }
        }
        print.add(network.input().toString()).add(network.parametrization().toString());
        return network.parameterCount() + " parameters, " + network.type() + ", " + print.hex();
    }

    /** All numbers. */
    static String of(Dataset data) {
        Fingerprint print = new Fingerprint().add(data.featureArray()).add(data.targetArray());
        return data.size() + " examples, " + print.hex();
    }

    /** All numbers. */
    static String of(Array array) {
        return new Fingerprint().add(array).hex();
    }

    /** Every operation with its constants, and how they hang together. */
    static String of(Routine routine) {
        return new Fingerprint().add(routine.roots()).hex();
    }

    /** How an object prints, without what differs from process to process. */
    static String text(Object object) {
        return String.valueOf(object)
                .replaceAll("\\$\\$Lambda[^@,\\]\\)]*", "\\$\\$Lambda")
                .replaceAll("@[0-9a-f]+", "");
    }

    private String hex() {
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private Fingerprint add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
        digest.update(bytes);
        return this;
    }

    private Fingerprint add(Array array) {
        add(array.type() + array.shape().toString());
        ByteBuffer buffer = ByteBuffer.allocate(1 << 13);
        for (int i = 0; i < array.shape().size(); i++) {
            if (buffer.remaining() < 8) {
                digest.update(buffer.flip());
                buffer.clear();
            }
            if (array.type() == DType.FLOAT32) {
                buffer.putFloat((float) array.get(i));
            } else {
                buffer.putDouble(array.get(i));
            }
        }
        digest.update(buffer.flip());
        return this;
    }

    private Fingerprint add(List<Tensor> roots) {
        Map<Tensor, Integer> numbers = new IdentityHashMap<>();
        for (Tensor node : Graph.order(roots)) {
            numbers.put(node, numbers.size());
            add(node.op());
            StringBuilder text = new StringBuilder(node.tensorType().toString());
            node.operands().forEach(operand -> text.append(' ').append(numbers.get(operand)));
            add(text.toString());
        }
        roots.forEach(root -> add(String.valueOf(numbers.get(root))));
        return this;
    }

    private void add(Primitive op) {
        add(op.name());
        if (op instanceof Literal literal) {
            add(literal.array());
        } else if (op instanceof ParameterView view) {
            add(view.parameter().name());
        } else if (op instanceof Scan scan) {
            add(scan.count() + (scan.reverse() ? " reverse" : ""));
            add(scan.nextCarry());
            add(scan.outputs());
            if (scan.stop() != null) {
                add(List.of(scan.stop()));
            }
        } else if (!(op instanceof Input) && op instanceof Record) {
            addValue(op);
        }
    }

    /**
     * Numbers, texts, enums and records and lists of them; what else an operation may hold, such as a function, has no
     * stable text.
     */
    private void addValue(Object value) {
        if (value instanceof Number
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Enum<?>) {
            add(value.toString());
        } else if (value instanceof Collection<?> many) {
            add(Integer.toString(many.size()));
            many.forEach(this::addValue);
        } else if (value instanceof Record record) {
            add(record.getClass().getSimpleName());
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                addComponent(record, component);
            }
        }
    }

    private void addComponent(Record record, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            Object value = component.getAccessor().invoke(record);
            if (value != null) {
                addValue(value);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("reading " + component.getName() + " of " + record, e);
        }
    }
}
