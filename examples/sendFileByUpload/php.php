<?php

$url = '{{mediaUrl}}/waInstance{{idInstance}}/sendFileByUpload/{{apiTokenInstance}}';
$data = [
    'chatId' => '10000000',
    'caption' => 'A file',
    'file' => new CURLFile('a.txt', 'text/plain', 'a.txt'),
];

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_POSTFIELDS => $data,
]);
$response = curl_exec($curl);
curl_close($curl);

echo $response;
