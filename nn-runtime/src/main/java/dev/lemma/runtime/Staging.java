package dev.lemma.runtime;

import dev.lemma.api.plugin.Contributions;
import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.api.plugin.Registration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes what one plugin adds and checks each by itself; nothing of it is known to anybody yet. */
final class Staging implements Contributions {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

    private final List<Draft<?>> drafts = new ArrayList<>();

    @Override
    public <T> Registration add(ExtensionPoint<T> point, String name, T part) {
        checkType(point, name, Objects.requireNonNull(part, name).getClass());
        return stage(
                new Draft<>(point, name, part.getClass().isRecord() ? options(point, part) : null, () -> part, part));
    }

    @Override
    public <T> Registration add(ExtensionPoint<T> point, String name, Class<? extends T> record) {
        checkType(point, name, record);
        RecordOptions<? extends T> options = new RecordOptions<>(record, null);
        return stage(new Draft<>(
                point,
                name,
                options,
                () -> {
                    throw new IllegalStateException("made from options");
                },
                null));
    }

    @Override
    public <T> Registration supply(ExtensionPoint<T> point, String name, Supplier<? extends T> part) {
        return stage(new Draft<>(point, name, null, Objects.requireNonNull(part, name), null));
    }

    /** All that was added, complete. */
    List<Contribution<?>> contributions() {
        List<Contribution<?>> all = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Draft<?> draft : drafts) {
            Contribution<?> contribution = draft.finished();
            for (String name : contribution.names()) {
                if (!NAME.matcher(name).matches()) {
                    throw new IllegalArgumentException("it calls a part of " + contribution.point() + " \"" + name
                            + "\"; expected lower-case letters, digits and hyphens, beginning with a letter");
                }
                if (!taken.add(contribution.point().id() + " " + name)) {
                    throw new IllegalArgumentException("it adds two parts called " + contribution.point() + " \"" + name
                            + "\": rename one of them");
                }
            }
            all.add(contribution);
        }
        return all;
    }

    private Registration stage(Draft<?> draft) {
        drafts.add(draft);
        return draft;
    }

    private static <T> void checkType(ExtensionPoint<T> point, String name, Class<?> type) {
        if (!point.type().isAssignableFrom(type)) {
            throw new IllegalArgumentException(point + " \"" + name + "\" is a " + type.getName()
                    + ", which does not implement " + point.type().getName());
        }
    }

    @SuppressWarnings("unchecked") // the class of a T
    private static <T> RecordOptions<? extends T> options(ExtensionPoint<T> point, T part) {
        return new RecordOptions<>((Class<T>) part.getClass(), part);
    }

    private static final class Draft<T> implements Registration {

        private final ExtensionPoint<T> point;
        private final String name;
        private final @Nullable RecordOptions<? extends T> options;
        private final Supplier<? extends T> maker;
        private final @Nullable T part;
        private final List<String> citations = new ArrayList<>();
        private final List<String> aliases = new ArrayList<>();
        private final List<Object> equivalents = new ArrayList<>();
        private String summary = "";
        private String formula = "";

        Draft(
                ExtensionPoint<T> point,
                String name,
                @Nullable RecordOptions<? extends T> options,
                Supplier<? extends T> maker,
                @Nullable T part) {
            this.point = Objects.requireNonNull(point, "point");
            this.name = Objects.requireNonNull(name, "name");
            this.options = options;
            this.maker = maker;
            this.part = part;
        }

        @Override
        public Registration summary(String line) {
            summary = Objects.requireNonNull(line, "summary");
            return this;
        }

        @Override
        public Registration formula(String text) {
            formula = Objects.requireNonNull(text, "formula");
            return this;
        }

        @Override
        public Registration cite(String reference) {
            citations.add(Objects.requireNonNull(reference, "reference"));
            return this;
        }

        @Override
        public Registration alias(String... names) {
            aliases.addAll(List.of(names));
            return this;
        }

        @Override
        public Registration equivalent(Object... others) {
            equivalents.addAll(List.of(others));
            return this;
        }

        Contribution<T> finished() {
            return new Contribution<>(
                    point,
                    name,
                    List.copyOf(aliases),
                    summary,
                    formula,
                    List.copyOf(citations),
                    options,
                    maker,
                    part,
                    List.copyOf(equivalents));
        }
    }
}
