<?php
/* Sets up and changes the test's WordPress: one JSON object of orders on standing input, one answer. */
$orders = json_decode(stream_get_contents(STDIN), true, 64, JSON_THROW_ON_ERROR);
if (isset($orders['install'])) {
    define('WP_INSTALLING', true);
}
$_SERVER['HTTP_HOST'] = $orders['host'];
$_SERVER['REQUEST_URI'] = '/';
require $orders['root'] . '/wp-load.php';
global $wpdb;
$answer = [];
if (isset($orders['install'])) {
    require_once ABSPATH . 'wp-admin/includes/upgrade.php';
    wp_install('Test blog', 'editor', 'editor@example.org', true, '', 'not-used-anywhere');
    $wpdb->query("DELETE FROM $wpdb->comments");
}
foreach ($orders['options'] ?? [] as $name => $value) {
    update_option($name, $value);
}
foreach ($orders['posts'] ?? [] as $post) {
    $wpdb->replace($wpdb->posts, $post + ['post_status' => 'publish', 'post_type' => 'post',
        'post_content' => '', 'post_excerpt' => '', 'to_ping' => '', 'pinged' => '',
        'post_content_filtered' => '', 'post_date' => '2026-01-01 00:00:00',
        'post_date_gmt' => '2026-01-01 00:00:00', 'post_author' => 1]);
}
foreach ($orders['comments'] ?? [] as $comment) {
    // With its own id, as the recorded ones have; the local time is the site's.
    $meta = $comment['meta'] ?? [];
    unset($comment['meta']);
    $comment['comment_date'] = get_date_from_gmt($comment['comment_date_gmt']);
    $wpdb->replace($wpdb->comments, $comment + ['comment_approved' => '1',
        'comment_type' => 'comment', 'comment_author_email' => 'someone@example.org']);
    foreach ($meta as $key => $value) {
        update_comment_meta($comment['comment_ID'], $key, $value);
    }
}
foreach ($orders['delete'] ?? [] as $id) {
    wp_delete_comment($id, true);
}
foreach ($orders['approve'] ?? [] as $id) {
    wp_set_comment_status($id, 'approve');
}
if (isset($orders['password'])) {
    [$answer['password']] = WP_Application_Passwords::create_new_application_password(
        1, ['name' => uniqid('bpforum-')]);
}
wp_cache_flush();
echo json_encode($answer + ['version' => get_bloginfo('version')]);
