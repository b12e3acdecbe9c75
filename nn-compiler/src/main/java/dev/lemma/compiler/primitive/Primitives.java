package dev.lemma.compiler.primitive;

import dev.lemma.api.tensor.CustomOp;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * The primitives that an executor can run: for the class of each its definition and, if there is one, its kernel. Immutable.
 *
 * <p>A primitive is found by its own class; one that is in no library of this table by the libraries that the class loader of its class sees, so that
 * plugins loaded later bring theirs along. A {@link CustomOp} is its own definition.
 */
public final class Primitives {

    private static final String WHERE = "META-INF/services/" + PrimitiveLibrary.class.getName();

    private record Entry(
            Definition.@Nullable Factory<?> definition, Kernel.@Nullable Factory<?> kernel, String library) {}

    private final Map<Class<?>, Entry> entries;

    private final ClassValue<Optional<Entry>> fromElsewhere = new ClassValue<>() {
        @Override
        protected Optional<Entry> computeValue(Class<?> type) {
            ClassLoader loader = type.getClassLoader();
            return loader == null || loader == Primitives.class.getClassLoader()
                    ? Optional.empty()
                    : Optional.ofNullable(entries(ServiceLoader.load(PrimitiveLibrary.class, loader))
                            .get(type));
        }
    };

    private Primitives(Map<Class<?>, Entry> entries) {
        this.entries = entries;
    }

    private static final class Loaded {
        static final Primitives TABLE =
                of(ServiceLoader.load(PrimitiveLibrary.class, Primitives.class.getClassLoader()));
    }

    /** The primitives of all libraries on the class path. */
    public static Primitives loaded() {
        return Loaded.TABLE;
    }

    /**
     * The primitives of these libraries.
     *
     * @throws IllegalArgumentException where two libraries have a primitive of one class
     */
    public static Primitives of(Iterable<PrimitiveLibrary> libraries) {
        return new Primitives(entries(libraries));
    }

    private static Map<Class<?>, Entry> entries(Iterable<PrimitiveLibrary> libraries) {
        Map<Class<?>, Entry> entries = new HashMap<>();
        for (PrimitiveLibrary library : libraries) {
            library.contribute(new Contributions(library.getClass().getName(), entries));
        }
        return entries;
    }

    private record Contributions(String library, Map<Class<?>, Entry> entries) implements PrimitiveRegistry {

        @Override
        public <P extends Primitive> void add(Class<P> primitive, Definition.Factory<P> definition) {
            add(primitive, new Entry(definition, null, library));
        }

        @Override
        public <P extends Primitive> void add(
                Class<P> primitive, Definition.Factory<P> definition, Kernel.Factory<P> kernel) {
            add(primitive, new Entry(definition, kernel, library));
        }

        private void add(Class<?> primitive, Entry entry) {
            Entry before = entries.putIfAbsent(primitive, entry);
            if (before != null) {
                throw new IllegalArgumentException("primitive " + primitive.getName() + " comes from "
                        + before.library() + " and from " + library + ": expected one library to have it");
            }
        }
    }

    /** These, and those of another library. */
    public Primitives with(PrimitiveLibrary library) {
        Map<Class<?>, Entry> more = new HashMap<>(entries);
        library.contribute(new Contributions(library.getClass().getName(), more));
        return new Primitives(more);
    }

    /** These with another definition of one: how an executor runs what only it can, such as loops. */
    public <P extends Primitive> Primitives withDefinition(Class<P> primitive, Definition.Factory<P> definition) {
        Map<Class<?>, Entry> more = new HashMap<>(entries);
        Entry before = entries.get(primitive);
        more.put(primitive, new Entry(definition, before == null ? null : before.kernel(), "the executor"));
        return new Primitives(more);
    }

    /** These with another kernel of one: how an executor runs what only it can, such as loops. */
    public <P extends Primitive> Primitives withKernel(Class<P> primitive, Kernel.Factory<P> kernel) {
        Map<Class<?>, Entry> more = new HashMap<>(entries);
        Entry before = entries.get(primitive);
        more.put(primitive, new Entry(before == null ? null : before.definition(), kernel, "the executor"));
        return new Primitives(more);
    }

    private @Nullable Entry entry(Primitive primitive) {
        Class<?> type = primitive instanceof Enum<?> constant ? constant.getDeclaringClass() : primitive.getClass();
        Entry entry = entries.get(type);
        return entry == null ? fromElsewhere.get(type).orElse(null) : entry;
    }

    /**
     * The definition of a node's primitive.
     *
     * @throws IllegalArgumentException if no library has it
     */
    @SuppressWarnings("unchecked")
    public Definition definition(Tensor node) {
        Primitive primitive = node.op();
        if (primitive instanceof CustomOp custom) {
            List<Shape> shapes = node.operands().stream().map(Tensor::shape).toList();
            return (operands, result) -> custom.evaluate(operands, shapes, result);
        }
        Entry entry = entry(primitive);
        if (entry == null || entry.definition() == null) {
            throw new IllegalArgumentException("primitive \"" + primitive.name() + "\" has no definition: register "
                    + primitive.getClass().getName() + " in a PrimitiveLibrary that " + WHERE
                    + " names, or let it implement CustomOp");
        }
        return ((Definition.Factory<Primitive>) entry.definition()).of(primitive, node);
    }

    /** The kernel of a node's primitive; null where it has none. */
    @SuppressWarnings("unchecked")
    public @Nullable Kernel kernel(Tensor node) {
        Entry entry = entry(node.op());
        return entry == null || entry.kernel() == null
                ? null
                : ((Kernel.Factory<Primitive>) entry.kernel()).of(node.op(), node);
    }

    /** The classes of the primitives in the libraries of this table. */
    public List<Class<?>> classes() {
        return new ArrayList<>(entries.keySet());
    }
}
