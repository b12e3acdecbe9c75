package org.example.waves;

import dev.lemma.api.network.Activation;
import dev.lemma.testkit.ActivationContract;

class SnakeTest implements ActivationContract {

    @Override
    public Activation subject() {
        return new Snake(2);
    }
}
