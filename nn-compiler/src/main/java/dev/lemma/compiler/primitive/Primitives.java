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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The primitives that an executor can run: for the class of each its definition and, if there is one, its kernel. Immutable to those who use it.
 *
 * <p>A primitive is found by its own class; one that is in no library of this table by the libraries that the class loader of its class sees, so that
 * plugins loaded later bring theirs along. A {@link CustomOp} is its own definition.
 */
public final class Primitives {

    private static final String WHERE = "META-INF/services/" + PrimitiveLibrary.class.getName();

    /**
     * The libraries of this module, by name as they stand on this package. They are not searched for: a search looks into every
     * jar of the class path, which a start would wait for longer than for everything else that is done here.
     */
    private static final List<String> OWN = List.of(
            "dev.lemma.compiler.internal.kernel.ProductLibrary",
            "dev.lemma.compiler.internal.kernel.IndexLibrary",
            "dev.lemma.compiler.internal.kernel.MoveLibrary",
            "dev.lemma.compiler.internal.kernel.ReductionLibrary",
            "dev.lemma.compiler.internal.kernel.RandomLibrary",
            "dev.lemma.compiler.internal.kernel.WindowLibrary",
            "dev.lemma.compiler.internal.kernel.ElementwiseLibrary",
            "dev.lemma.compiler.internal.kernel.LinearLibrary",
            "dev.lemma.compiler.internal.fourier.FourierLibrary");

    private record Entry(
            Definition.@Nullable Factory<?> definition, Kernel.@Nullable Factory<?> kernel, String library) {}

    private final Map<Class<?>, Entry> entries;

    /** Where to look for what is not among the entries. */
    private final @Nullable Later later;

    private final ClassValue<Optional<Entry>> fromElsewhere = new ClassValue<>() {
        @Override
        protected Optional<Entry> computeValue(Class<?> type) {
            ClassLoader loader = type.getClassLoader();
            return loader == null || loader == Primitives.class.getClassLoader()
                    ? Optional.empty()
                    : Optional.ofNullable(entries(ServiceLoader.load(PrimitiveLibrary.class, loader), Loaded.TABLE)
                            .get(type));
        }
    };

    private Primitives(Map<Class<?>, Entry> entries, @Nullable Later later) {
        this.entries = entries;
        this.later = later;
    }

    /** Libraries that are looked into when a primitive is in none of those before. */
    private static final class Later {

        private final Supplier<Primitives> source;
        private @Nullable Primitives found;

        Later(Supplier<Primitives> source) {
            this.source = source;
        }

        synchronized Primitives get() {
            if (found == null) {
                found = source.get();
            }
            return found;
        }
    }

    private static final class Loaded {

        static final Primitives TABLE = own(0);

        private static Primitives own(int number) {
            PrimitiveLibrary library = library(OWN.get(number));
            return new Primitives(
                    entries(List.of(library), null),
                    new Later(() -> number + 1 < OWN.size() ? own(number + 1) : others()));
        }

        private static PrimitiveLibrary library(String name) {
            try {
                return (PrimitiveLibrary)
                        Class.forName(name).getDeclaredConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(name + " is missing: the class path holds a part of nn-compiler only", e);
            }
        }

        private static Primitives others() {
            ClassLoader loader = Primitives.class.getClassLoader();
            return new Primitives(entries(ServiceLoader.load(PrimitiveLibrary.class, loader), TABLE), null);
        }
    }

    /** The primitives of all libraries on the class path; each library is looked into when it is needed. */
    public static Primitives loaded() {
        return Loaded.TABLE;
    }

    /**
     * The primitives of these libraries.
     *
     * @throws IllegalArgumentException where two libraries have a primitive of one class
     */
    public static Primitives of(Iterable<PrimitiveLibrary> libraries) {
        return new Primitives(entries(libraries, null), null);
    }

    /**
     * @param loaded the table whose first libraries, those of this module, must not have the same primitives; null to ask none
     */
    private static Map<Class<?>, Entry> entries(Iterable<PrimitiveLibrary> libraries, @Nullable Primitives loaded) {
        Map<Class<?>, Entry> before = new HashMap<>();
        Primitives next = loaded;
        for (int i = 0; next != null && i < OWN.size(); i++) {
            before.putAll(next.entries);
            next = i + 1 < OWN.size() && next.later != null ? next.later.get() : null;
        }
        Map<Class<?>, Entry> entries = new HashMap<>(before);
        for (PrimitiveLibrary library : libraries) {
            library.contribute(new Contributions(library.getClass().getName(), entries));
        }
        entries.keySet().removeAll(before.keySet());
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

    /** The entries of all libraries. */
    private Map<Class<?>, Entry> all() {
        Map<Class<?>, Entry> all = new HashMap<>();
        for (Primitives next = this; next != null; next = next.later == null ? null : next.later.get()) {
            next.entries.forEach((type, entry) -> all.merge(type, entry, Primitives::both));
        }
        return all;
    }

    private static Entry both(Entry entry, Entry behind) {
        return new Entry(
                entry.definition() == null ? behind.definition() : entry.definition(),
                entry.kernel() == null ? behind.kernel() : entry.kernel(),
                entry.library());
    }

    /** These, and those of another library. */
    public Primitives with(PrimitiveLibrary library) {
        Map<Class<?>, Entry> more = all();
        library.contribute(new Contributions(library.getClass().getName(), more));
        return new Primitives(more, null);
    }

    /** These with another definition of one: how an executor runs what only it can, such as loops. */
    public <P extends Primitive> Primitives withDefinition(Class<P> primitive, Definition.Factory<P> definition) {
        return with(primitive, new Entry(definition, null, "the executor"));
    }

    /** These with another kernel of one: how an executor runs what only it can, such as loops. */
    public <P extends Primitive> Primitives withKernel(Class<P> primitive, Kernel.Factory<P> kernel) {
        return with(primitive, new Entry(null, kernel, "the executor"));
    }

    private Primitives with(Class<?> primitive, Entry entry) {
        Map<Class<?>, Entry> more = new HashMap<>(entries);
        more.merge(primitive, entry, (before, mine) -> both(mine, before));
        return new Primitives(more, later);
    }

    /** What is known of a primitive; where its definition is asked for, the first entry that has one. */
    private @Nullable Entry entry(Primitive primitive, boolean defined) {
        Class<?> type = primitive instanceof Enum<?> constant ? constant.getDeclaringClass() : primitive.getClass();
        for (Primitives next = this; next != null; next = next.later == null ? null : next.later.get()) {
            Entry entry = next.entries.get(type);
            if (entry != null && (!defined || entry.definition() != null)) {
                return entry;
            }
        }
        return fromElsewhere.get(type).orElse(null);
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
        Entry entry = entry(primitive, true);
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
        Entry entry = entry(node.op(), false);
        return entry == null || entry.kernel() == null
                ? null
                : ((Kernel.Factory<Primitive>) entry.kernel()).of(node.op(), node);
    }

    /** The classes of the primitives in all libraries of this table. */
    public List<Class<?>> classes() {
        return new ArrayList<>(all().keySet());
    }
}
