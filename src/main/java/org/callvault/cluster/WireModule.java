package org.callvault.cluster;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.callvault.srtp.SrtpKeyParams;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpSuite;

/**
 * What messages between nodes hold that is no plain record: keys, which travel inside TLS and are never stored, and addresses,
 * which are never looked up. Akka finds it by its name in akka.conf.
 */
public final class WireModule extends SimpleModule {
    private static final long serialVersionUID = 1L;

    public WireModule() {
        super("callvault");
        addSerializer(SrtpKeyParams.class, new KeyWriter());
        addDeserializer(SrtpKeyParams.class, new KeyReader());
        addSerializer(InetAddress.class, new AddressWriter());
        addDeserializer(InetAddress.class, new AddressReader());
    }

    /** A crypto line's keys; members that are added later have to be optional. */
    private record Keys(SrtpSuite suite, List<byte[]> keys, List<byte[]> mkis, int rateBits) {}

    private static final class KeyWriter extends StdSerializer<SrtpKeyParams> {
        private static final long serialVersionUID = 1L;

        KeyWriter() {
            super(SrtpKeyParams.class);
        }

        @Override
        public void serialize(SrtpKeyParams value, JsonGenerator out, SerializerProvider provider) throws IOException {
            provider.defaultSerializeValue(
                    new Keys(
                            value.suite(),
                            value.keys().stream().map(SrtpMasterKey::keyAndSalt).toList(),
                            value.mkis(),
                            value.rateBits()),
                    out);
        }
    }

    private static final class KeyReader extends StdDeserializer<SrtpKeyParams> {
        private static final long serialVersionUID = 1L;

        KeyReader() {
            super(SrtpKeyParams.class);
        }

        @Override
        public SrtpKeyParams deserialize(JsonParser in, DeserializationContext context) throws IOException {
            Keys read = context.readValue(in, Keys.class);
            return SrtpKeyParams.of(
                    read.keys().stream()
                            .map(key -> SrtpMasterKey.of(read.suite(), key))
                            .toList(),
                    read.mkis(),
                    read.rateBits());
        }
    }

    private static final class AddressWriter extends StdSerializer<InetAddress> {
        private static final long serialVersionUID = 1L;

        AddressWriter() {
            super(InetAddress.class);
        }

        @Override
        public void serialize(InetAddress value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value.getHostAddress());
        }
    }

    private static final class AddressReader extends StdDeserializer<InetAddress> {
        private static final long serialVersionUID = 1L;

        AddressReader() {
            super(InetAddress.class);
        }

        @Override
        public InetAddress deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return InetAddress.ofLiteral(in.getValueAsString());
        }
    }
}
