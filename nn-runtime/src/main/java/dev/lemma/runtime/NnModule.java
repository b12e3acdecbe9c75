package dev.lemma.runtime;

import com.google.inject.AbstractModule;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.MapBinder;
import com.google.inject.util.Types;
import dev.lemma.api.plugin.ExtensionPoint;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The catalogue's parts, to be injected: {@code Map<String, Entry<Optimizer>>} for every point that has parts, and the
 * chosen {@code Optimizer} for every point that the configuration says something of. Also the {@link Catalogue} and the
 * {@link NnConfig}.
 *
 * <pre>{@code
 * Injector injector = Guice.createInjector(Stage.PRODUCTION, new NnModule(catalogue, config));
 *
 * @Inject Experiment(Optimizer optimizer, Map<String, Entry<Activation>> activations) …
 * }</pre>
 *
 * <p>The chosen parts are made here, before there is an injector: names and options are wrong in this constructor or
 * nowhere.
 */
public final class NnModule extends AbstractModule {

    private final Catalogue catalogue;
    private final NnConfig config;
    private final Map<ExtensionPoint<?>, Object> chosen = new LinkedHashMap<>();

    /**
     * Makes what the configuration chooses.
     *
     * @throws UnknownPartException if it chooses a part or a kind of part that is not there
     * @throws OptionException if an option is unknown, missing or refused
     */
    public NnModule(Catalogue catalogue, NnConfig config) {
        this.catalogue = catalogue;
        this.config = config;
        for (String id : config.points()) {
            ExtensionPoint<?> point = catalogue.point(id);
            config.choice(point)
                    .ifPresent(choice -> chosen.put(point, catalogue.create(point, choice.name(), choice.options())));
        }
    }

    @Override
    protected void configure() {
        bind(Catalogue.class).toInstance(catalogue);
        bind(NnConfig.class).toInstance(config);
        catalogue.points().forEach(this::bindEntries);
        chosen.forEach(this::bindChosen);
    }

    @SuppressWarnings("unchecked") // Entry<T> of T
    private <T> void bindEntries(ExtensionPoint<T> point) {
        TypeLiteral<Entry<T>> type =
                (TypeLiteral<Entry<T>>) TypeLiteral.get(Types.newParameterizedType(Entry.class, point.type()));
        MapBinder<String, Entry<T>> entries = MapBinder.newMapBinder(binder(), TypeLiteral.get(String.class), type);
        catalogue.entries(point).forEach(entry -> entries.addBinding(entry.name())
                .toInstance(entry));
    }

    private <T> void bindChosen(ExtensionPoint<T> point, Object part) {
        bind(point.type()).toInstance(point.type().cast(part));
    }
}
