package org.callvault.recording.store.s3;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.callvault.config.Secret;
import org.callvault.config.StoreSettings;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.filesystem.FilesystemApiMetadata;

/** A server that speaks S3, with one bucket in a directory; what it keeps outlives it. */
public final class S3Server implements AutoCloseable {
    public static final String ACCESS = "access";
    public static final String SECRET = "not for logs";
    public static final String BUCKET = "recordings";

    private final BlobStoreContext context;
    private final S3Proxy proxy;

    private S3Server(BlobStoreContext context, S3Proxy proxy) {
        this.context = context;
        this.proxy = proxy;
    }

    public static S3Server start(Path directory, int port) throws Exception {
        Files.createDirectories(directory.resolve(BUCKET));
        Properties basedir = new Properties();
        basedir.setProperty("jclouds.filesystem.basedir", directory.toString());
        BlobStoreContext context = ContextBuilder.newBuilder(new FilesystemApiMetadata())
                .credentials(ACCESS, SECRET)
                .overrides(basedir)
                .build(BlobStoreContext.class);
        S3Proxy proxy = S3Proxy.builder()
                .blobStore(context.getBlobStore())
                .endpoint(URI.create("http://127.0.0.1:" + port))
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS, SECRET)
                .build();
        proxy.start();
        Awaitility.await().until(() -> proxy.getState().equals("STARTED"));
        return new S3Server(context, proxy);
    }

    public static S3Server start(Path directory) throws Exception {
        return start(directory, 0);
    }

    public int port() {
        return proxy.getPort();
    }

    public static StoreSettings.S3 settings(int port) {
        return settings(port, SECRET, Optional.empty());
    }

    static StoreSettings.S3 settings(int port, String secret, Optional<StoreSettings.ObjectLock> lock) {
        return new StoreSettings.S3(
                BUCKET,
                "vault/",
                "us-east-1",
                Optional.of(URI.create("http://127.0.0.1:" + port)),
                true,
                ACCESS,
                new Secret(secret),
                Optional.empty(),
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                lock,
                Duration.ofMillis(300),
                1 << 20);
    }

    @Override
    public void close() {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server does not stop", e);
        } finally {
            context.close();
        }
    }
}
